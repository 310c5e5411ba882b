#pragma once

// What a URL asks for: GET /ws?topics=…&since=…&last=…&format=… and GET /events?topics=…

#include "broadcast/encoder.hpp"
#include "protocol/selection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier {

struct subscribe_request {
    std::vector<std::string> filters; ///< none where the URL says `topics=none`
    bool chosen = false;              ///< the URL names topics; else the filter is "#"
    start_point start;
    delivery_format format = delivery_format::websocket_json;
};

/// Reads the query of /ws, without its question mark.
[[nodiscard]] result<subscribe_request> parse_subscribe_request(std::string_view query);

/// Reads the query of /events. `last_event_id` is the header of that name, empty where there is
/// none: a browser that comes back sends it with the URL that it began with, so it wins over
/// `since` and `last`.
[[nodiscard]] result<subscribe_request> parse_events_request(std::string_view query,
                                                             std::string_view last_event_id);

} // namespace crier
