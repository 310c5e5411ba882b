#pragma once

// What a browser says to a hub: one JSON object each (docs/protocol.md, "Client messages").

#include "protocol/event.hpp"

#include <crier/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crier {

/// `last` may ask for at most this many messages.
inline constexpr std::uint64_t last_messages_max = 10'000;

/// Where a subscription begins: after a position, with the last N matching messages, or (neither)
/// with what comes from now on.
struct start_point {
    std::optional<position> since;
    std::uint64_t last = 0;
};

struct subscribe_message {
    std::vector<std::string> filters;
    std::optional<start_point> start; ///< where "since" or "last" was given
};

struct unsubscribe_message {
    std::vector<std::string> filters;
};

struct publish_message {
    std::string topic;
    payload_format format = payload_format::text; ///< text for a string, else JSON
    std::string payload;
};

struct ping_message {};

struct client_message {
    request_id id; ///< as sent, to be sent back
    std::variant<subscribe_message, unsubscribe_message, publish_message, ping_message> body;
};

/// A refused client message, and the "id" it carried where that could be read.
struct client_refusal {
    refusal why;
    request_id id;
};

/// Reads a client message. Filters and topics are checked; errc::bad_json for any other fault.
[[nodiscard]] std::variant<client_message, client_refusal>
parse_client_message(std::string_view text);

/// The same of the body of a SUBSCRIBE or UNSUBSCRIBE frame, which needs no "type".
[[nodiscard]] result<subscribe_message> parse_subscribe_body(std::string_view text);
[[nodiscard]] result<unsubscribe_message> parse_unsubscribe_body(std::string_view text);

/// Why these are no filters to subscribe to; nothing when they are.
[[nodiscard]] std::optional<refusal> check_filters(const std::vector<std::string>& filters);

/// Why both can't be asked for; nothing when they can: `since` and `last` exclude one another, and
/// `last` has a limit.
[[nodiscard]] std::optional<refusal> check_start(const start_point& start);

} // namespace crier
