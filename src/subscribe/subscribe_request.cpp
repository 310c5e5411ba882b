#include "subscribe/subscribe_request.hpp"

#include "protocol/query.hpp"

#include <charconv>
#include <optional>

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

std::optional<refusal> read_last(const std::string& text, start_point& start) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, start.last);
    if (parsed.ec == std::errc{} && parsed.ptr == end)
        return std::nullopt;
    return refusal{errc::bad_request, "\"last\" is \"" + text +
                                          "\"; it must be a number from 0 to " +
                                          std::to_string(last_messages_max)};
}

std::optional<refusal> read_format(const std::string& text, delivery_format& format) {
    if (text != "json" && text != "raw")
        return refusal{errc::bad_request, "\"format\" is \"" + text + "\"; it must be json or raw"};
    format = text == "raw" ? delivery_format::websocket_raw : delivery_format::websocket_json;
    return std::nullopt;
}

std::optional<refusal> read_parameter(const query_parameter& parameter, subscribe_request& out) {
    const auto value = percent_decode(parameter.raw_value);
    if (!value)
        return undecodable(parameter.name);
    if (parameter.name == "last")
        return read_last(*value, out.start);
    if (parameter.name == "format")
        return read_format(*value, out.format);
    if (parameter.name == "since") {
        const auto since = parse_position(*value);
        if (!since)
            return since.error();
        out.start.since = *since;
        return std::nullopt;
    }
    if (parameter.name == "token") // taken by access control, before this
        return std::nullopt;
    return refusal{errc::bad_request, "\"" + parameter.name +
                                          "\" is not a parameter; there are topics, since, last, "
                                          "format and token"};
}

} // namespace

result<subscribe_request> parse_subscribe_request(std::string_view query) {
    subscribe_request out;
    bool topics_given = false;
    bool none = false;
    for (const query_parameter& parameter : parse_query(query)) {
        std::optional<refusal> wrong;
        if (parameter.name == "topics") {
            topics_given = true;
            if (parameter.raw_value == "none")
                none = true;
            else
                wrong = add_filters(parameter.raw_value, out.filters);
        } else {
            wrong = read_parameter(parameter, out);
        }
        if (wrong)
            return *wrong;
    }
    if (none && !out.filters.empty())
        return refusal{errc::bad_filter, "\"topics\" is \"none\" and names filters too"};
    if (!topics_given)
        out.filters.emplace_back("#");
    if (out.filters.size() > filters_max) {
        return refusal{errc::bad_filter, std::to_string(out.filters.size()) +
                                             " filters are over the limit of " +
                                             std::to_string(filters_max)};
    }
    if (auto wrong = check_start(out.start))
        return *wrong;
    return out;
}

} // namespace crier
