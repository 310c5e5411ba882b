#include "protocol/query.hpp"

#include <charconv>

namespace crier {

split_target split_at_query(std::string_view target) noexcept {
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos)
        return {target, {}};
    return {target.substr(0, mark), target.substr(mark + 1)};
}

std::vector<query_parameter> parse_query(std::string_view query) {
    std::vector<query_parameter> out;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        const std::size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        if (name.empty())
            continue;
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        out.push_back({percent_decode(name).value_or(std::string{name}), value});
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            const std::string_view digits = text.substr(i + 1, 2);
            unsigned byte = 0;
            const auto parsed =
                std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (digits.size() != 2 || parsed.ptr != digits.data() + 2)
                return std::nullopt;
            out.push_back(static_cast<char>(byte));
            i += 2;
        }
    }
    return out;
}

} // namespace crier
