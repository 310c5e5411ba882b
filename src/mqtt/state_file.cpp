#include "mqtt/state_file.hpp"

#include "protocol/name.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace crier {
namespace {

constexpr std::string_view head = "crier-mqtt state 1 ";
constexpr std::string_view returned = "returned ";
constexpr std::string_view tail = "end\n";

/// The text up to `end`, which is taken away with it; nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, char end) {
    const auto at = text.find(end);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view out = text.substr(0, at);
    text.remove_prefix(at + 1);
    return out;
}

template <class Number>
bool take_number(std::string_view& text, char end, Number& out) {
    const auto digits = take_until(text, end);
    if (!digits)
        return false;
    const char* last = digits->data() + digits->size();
    const auto parsed = std::from_chars(digits->data(), last, out);
    return parsed.ec == std::errc{} && parsed.ptr == last;
}

refusal foreign() {
    return {errc::bad_json, "it is not a file of crier-mqtt's, or is damaged"};
}

} // namespace

std::string text_of(const bridge_state& list) {
    std::string out{head};
    out.append(list.session).append("\n").append(returned);
    if (list.returned && list.returned->epoch) {
        out.append(list.returned->epoch->text()).append(":");
        out.append(std::to_string(list.returned->offset.value));
    }
    out.append("\n");
    for (const handed_over& message : list.messages) {
        out.append(std::to_string(message.id)).append(" ");
        out.append(std::to_string(message.seq)).append(" ");
        out.append(std::to_string(message.fingerprint)).append("\n");
    }
    return out.append(tail);
}

result<bridge_state> parse_state(std::string_view text) {
    if (!text.starts_with(head))
        return foreign();
    text.remove_prefix(head.size());
    bridge_state out;
    const auto session = take_until(text, '\n');
    if (!session || (!session->empty() && !is_name(*session)))
        return foreign();
    out.session = *session;
    if (!text.starts_with(returned))
        return foreign();
    text.remove_prefix(returned.size());
    const auto reached = take_until(text, '\n');
    if (!reached)
        return foreign();
    if (!reached->empty()) {
        const auto parsed = parse_position(*reached);
        if (!parsed || !parsed->epoch)
            return foreign();
        out.returned = *parsed;
    }
    while (text != tail) {
        handed_over message;
        if (!take_number(text, ' ', message.id) || !take_number(text, ' ', message.seq) ||
            !take_number(text, '\n', message.fingerprint))
            return foreign();
        out.messages.push_back(message);
    }
    return out;
}

std::optional<refusal> state_file::read() {
    if (path_.empty())
        return std::nullopt;
    errno = 0;
    std::ifstream file{path_, std::ios::binary};
    if (!file) {
        if (errno == ENOENT)
            return std::nullopt;
        return refusal{errc::internal, std::strerror(errno)};
    }
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto parsed = parse_state(text);
    if (!parsed)
        return parsed.error();
    state_ = std::move(*parsed);
    return std::nullopt;
}

void state_file::add(const std::string& session, const handed_over& message) {
    if (path_.empty())
        return;
    if (state_.session != session) {
        state_.messages.clear(); // their seqs say nothing any more
        state_.session = session;
    }
    state_.messages.push_back(message);
    if (state_.messages.size() > messages_max_)
        state_.messages.pop_front();
    changed_ = true;
}

void state_file::note_returned(const std::optional<position>& reached) {
    if (path_.empty() || !reached || reached == state_.returned)
        return;
    state_.returned = reached;
    changed_ = true;
}

std::string state_file::write() {
    if (!changed_)
        return {};
    changed_ = false;
    const std::string made = path_ + ".new";
    {
        std::ofstream file{made, std::ios::binary | std::ios::trunc};
        file << text_of(state_);
        if (!file.flush())
            return std::strerror(errno);
    }
    if (std::rename(made.c_str(), path_.c_str()) != 0)
        return std::strerror(errno);
    return {};
}

} // namespace crier
