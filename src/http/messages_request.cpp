#include "http/messages_request.hpp"

#include "protocol/event.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <limits>
#include <optional>

namespace crier {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes what is before the first `mark` off the front of `text`.
std::string_view take_until(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    const std::string_view taken = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

/// A quality (RFC 9110, section 12.4.2) in thousandths: 1 for none, 0 for one that is none.
unsigned read_quality(std::string_view text) {
    if (text.starts_with('1'))
        return 1000;
    if (!text.starts_with("0.") || text.size() > 5)
        return 0;
    unsigned out = 0;
    unsigned place = 100;
    for (const char digit : text.substr(2)) {
        if (digit < '0' || digit > '9')
            return 0;
        out += static_cast<unsigned>(digit - '0') * place;
        place /= 10;
    }
    return out;
}

/// How much an Accept header wants exactly this type, in thousandths.
unsigned quality_of(std::string_view accept, std::string_view type) {
    unsigned best = 0;
    while (!accept.empty()) {
        std::string_view range = take_until(accept, ',');
        if (!boost::algorithm::iequals(take_until(range, ';'), type))
            continue;
        unsigned quality = 1000;
        while (!range.empty()) {
            const std::string_view parameter = take_until(range, ';');
            if (parameter.starts_with("q=") || parameter.starts_with("Q="))
                quality = read_quality(parameter.substr(2));
        }
        best = std::max(best, quality);
    }
    return best;
}

std::uint64_t default_limit(const messages_request& asked) {
    if (asked.lines)
        return std::numeric_limits<std::uint64_t>::max();
    return asked.start.last > 0 ? asked.start.last : listed_messages_default;
}

} // namespace

bool prefers_lines(std::string_view accept) {
    const unsigned lines = quality_of(accept, "application/x-ndjson");
    return lines > 0 && lines >= quality_of(accept, "application/json");
}

result<messages_request> parse_messages_request(std::string_view query, std::string_view accept) {
    messages_request out;
    out.lines = prefers_lines(accept);
    std::optional<std::uint64_t> limit;
    const auto take = [&](const std::string& name,
                          const std::string& value) -> std::optional<refusal> {
        if (name == "token") // taken by access control, before this
            return std::nullopt;
        if (name != "limit")
            return unknown_parameter(name, "there are topics, since, last, limit and token");
        const std::string wanted = out.lines ? "a number from 1"
                                             : "a number from 1 to " +
                                                   std::to_string(listed_messages_max) +
                                                   "; more comes with Accept: application/x-ndjson";
        const auto count = parse_count("limit", value, wanted);
        if (!count)
            return count.error();
        if (*count == 0 || (!out.lines && *count > listed_messages_max)) {
            return refusal{errc::bad_request, "\"limit\" is " + value + "; it must be " + wanted};
        }
        limit = *count;
        return std::nullopt;
    };
    auto selected = parse_selection(query, take);
    if (!selected)
        return selected.error();
    out.wanted.filters = std::move(selected->filters);
    out.chosen = selected->chosen;
    out.start = selected->start;
    out.limit = limit.value_or(default_limit(out));
    return out;
}

void append_message_line(std::string& out, const message& message) {
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    append_message_event(out, message);
    if (message.format == payload_format::json) {
        // A published JSON text stands as it was sent; a line break in it can only be white space.
        const auto is_break = [](char c) {
            return c == '\n' || c == '\r';
        };
        std::replace_if(out.begin() + begin, out.end(), is_break, ' ');
    }
    out.push_back('\n');
}

} // namespace crier
