#include "subscribe/subscribe_request.hpp"

#include <optional>
#include <utility>

namespace crier {
namespace {

std::optional<refusal> read_format(const std::string& text, delivery_format& format) {
    if (text != "json" && text != "raw")
        return refusal{errc::bad_request, "\"format\" is \"" + text + "\"; it must be json or raw"};
    format = text == "raw" ? delivery_format::websocket_raw : delivery_format::websocket_json;
    return std::nullopt;
}

} // namespace

result<subscribe_request> parse_subscribe_request(std::string_view query) {
    subscribe_request out;
    const auto take = [&out](const std::string& name,
                             const std::string& value) -> std::optional<refusal> {
        if (name == "format")
            return read_format(value, out.format);
        if (name == "token") // taken by access control, before this
            return std::nullopt;
        return unknown_parameter(name, "there are topics, since, last, format and token");
    };
    auto selected = parse_selection(query, take);
    if (!selected)
        return selected.error();
    out.filters = std::move(selected->filters);
    out.chosen = selected->chosen;
    out.start = selected->start;
    return out;
}

result<subscribe_request> parse_events_request(std::string_view query,
                                               std::string_view last_event_id) {
    const auto take = [](const std::string& name,
                         const std::string& /*value*/) -> std::optional<refusal> {
        if (name == "token") // taken by access control, before this
            return std::nullopt;
        return unknown_parameter(name, "there are topics, since, last and token");
    };
    auto selected = parse_selection(query, take);
    if (!selected)
        return selected.error();
    subscribe_request out{std::move(selected->filters), selected->chosen, selected->start,
                          delivery_format::server_sent};
    if (!last_event_id.empty()) {
        const auto resumed = parse_position(last_event_id);
        if (!resumed)
            return resumed.error();
        out.start = {*resumed, 0};
    }
    return out;
}

} // namespace crier
