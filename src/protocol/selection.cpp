#include "protocol/selection.hpp"

#include "protocol/query.hpp"

#include <charconv>

namespace crier {
namespace {

refusal undecodable(const std::string& name) {
    return {errc::bad_request,
            "\"" + name +
                "\" has a '%' that isn't followed by two hex digits; write '%25' for '%'"};
}

/// Filters are split at commas before they are decoded, so that %2C can stand for a comma in one.
std::optional<refusal> add_filters(std::string_view raw, std::vector<std::string>& out) {
    for (;;) {
        const std::size_t comma = raw.find(',');
        auto filter = percent_decode(raw.substr(0, comma));
        if (!filter)
            return undecodable("topics");
        if (auto wrong = check_filters({*filter}))
            return wrong;
        out.push_back(std::move(*filter));
        if (comma == std::string_view::npos)
            return std::nullopt;
        raw.remove_prefix(comma + 1);
    }
}

std::optional<refusal> read_parameter(const query_parameter& parameter, const take_parameter& take,
                                      start_point& start) {
    const auto value = percent_decode(parameter.raw_value);
    if (!value)
        return undecodable(parameter.name);
    if (parameter.name == "last") {
        const auto count =
            parse_count("last", *value, "a number from 0 to " + std::to_string(last_messages_max));
        if (!count)
            return count.error();
        start.last = *count;
        return std::nullopt;
    }
    if (parameter.name == "since") {
        const auto since = parse_position(*value);
        if (!since)
            return since.error();
        start.since = *since;
        return std::nullopt;
    }
    return take(parameter.name, *value);
}

} // namespace

result<selection> parse_selection(std::string_view query, const take_parameter& take) {
    selection out;
    bool none = false;
    for (const query_parameter& parameter : parse_query(query)) {
        std::optional<refusal> wrong;
        if (parameter.name == "topics") {
            out.chosen = true;
            if (parameter.raw_value == "none")
                none = true;
            else
                wrong = add_filters(parameter.raw_value, out.filters);
        } else {
            wrong = read_parameter(parameter, take, out.start);
        }
        if (wrong)
            return *wrong;
    }
    if (none && !out.filters.empty())
        return refusal{errc::bad_filter, "\"topics\" is \"none\" and names filters too"};
    if (!out.chosen)
        out.filters.emplace_back("#");
    if (auto wrong = check_start(out.start))
        return *wrong;
    return out;
}

refusal unknown_parameter(const std::string& name, std::string_view known) {
    return {errc::bad_request, "\"" + name + "\" is not a parameter; " + std::string{known}};
}

result<std::uint64_t> parse_count(std::string_view name, const std::string& text,
                                  std::string_view wanted) {
    std::uint64_t count = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, count);
    if (parsed.ec == std::errc{} && parsed.ptr == end)
        return count;
    return refusal{errc::bad_request, "\"" + std::string{name} + "\" is \"" + text +
                                          "\"; it must be " + std::string{wanted}};
}

} // namespace crier
