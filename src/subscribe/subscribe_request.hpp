#pragma once

// What a URL asks for: GET /ws?topics=…&since=…&last=…&format=…

#include "broadcast/encoder.hpp"
#include "protocol/client_message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// A connection has at most this many filters.
inline constexpr std::size_t filters_max = 1000;

struct subscribe_request {
    std::vector<std::string> filters; ///< none where the URL says `topics=none`
    start_point start;
    delivery_format format = delivery_format::websocket_json;
};

/// Reads a query, without its question mark. `+` stays `+`, for it is a wildcard. A parameter that
/// isn't known is refused rather than ignored: `topic=a` would else subscribe to everything.
[[nodiscard]] result<subscribe_request> parse_subscribe_request(std::string_view query);

} // namespace crier
