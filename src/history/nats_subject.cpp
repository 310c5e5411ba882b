#include "history/nats_subject.hpp"

#include <crier/topic.hpp>

#include <charconv>

namespace crier {
namespace {

bool stands_for_itself(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '$';
}

void append_level(std::string& out, std::string_view level) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (level.empty())
        out.push_back('=');
    for (const char c : level) {
        if (stands_for_itself(c)) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append({'=', digits[byte >> 4U], digits[byte & 0xFU]});
    }
}

/// False where it is no level as append_level() writes it.
bool read_level(std::string& out, std::string_view token) {
    if (token.empty())
        return false;
    if (token == "=")
        return true;
    while (!token.empty()) {
        if (stands_for_itself(token.front())) {
            out.push_back(token.front());
            token.remove_prefix(1);
            continue;
        }
        unsigned byte = 0;
        if (token.front() != '=' || token.size() < 3)
            return false;
        const auto read = std::from_chars(token.data() + 1, token.data() + 3, byte, 16);
        if (read.ec != std::errc{} || read.ptr != token.data() + 3)
            return false;
        out.push_back(static_cast<char>(byte));
        token.remove_prefix(3);
    }
    return true;
}

} // namespace

std::string subject_of(std::string_view prefix, std::string_view topic) {
    std::string out{prefix};
    for (bool more = true; more;) {
        const auto end = topic.find('/');
        more = end != topic.npos;
        out.push_back('.');
        append_level(out, topic.substr(0, end));
        topic.remove_prefix(more ? end + 1 : topic.size());
    }
    return out;
}

std::optional<std::string> topic_of(std::string_view prefix, std::string_view subject) {
    if (!subject.starts_with(prefix) || subject.size() <= prefix.size() ||
        subject[prefix.size()] != '.')
        return std::nullopt;
    subject.remove_prefix(prefix.size() + 1);
    std::string out;
    for (bool more = true; more;) {
        const auto end = subject.find('.');
        more = end != subject.npos;
        if (!read_level(out, subject.substr(0, end)))
            return std::nullopt;
        if (more)
            out.push_back('/');
        subject.remove_prefix(more ? end + 1 : subject.size());
    }
    if (check_topic(out))
        return std::nullopt;
    return out;
}

} // namespace crier
