#pragma once

// What a hub says to a browser: one JSON object each (docs/protocol.md, "WebSocket").

#include <crier/message.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// A client's own mark for a request, as the JSON text of what it sent ("id"); empty where it sent
/// none.
using request_id = std::string;

/// Appends {"type":"message",…}.
void append_message_event(std::string& out, const message& message);

struct welcome {
    std::string_view hub;
    std::string_view version;
    crier::epoch epoch;
    offset last;
    std::chrono::seconds ping;           ///< a silent client is pinged after so long
    std::chrono::milliseconds heartbeat; ///< the longest silence towards the client
};
[[nodiscard]] std::string welcome_event(const welcome& welcome);
[[nodiscard]] std::string live_event(offset last);
[[nodiscard]] std::string heartbeat_event(offset last);

enum class gap_reason { expired, epoch_changed };

/// Messages after `after` and before `before` are no longer in the history.
[[nodiscard]] std::string gap_event(offset after, offset before, gap_reason reason);
[[nodiscard]] std::string subscribed_event(const std::vector<std::string>& filters);
[[nodiscard]] std::string unsubscribed_event(const std::vector<std::string>& filters);
[[nodiscard]] std::string published_event(const request_id& id, offset offset);
/// `at`: the hub's time, by which a client can tell how its own clock differs.
[[nodiscard]] std::string pong_event(timestamp at);
[[nodiscard]] std::string error_event(const refusal& why, const request_id& id);
[[nodiscard]] std::string drain_event(std::chrono::milliseconds reconnect);

/// The body of an HTTP error: {"error":{"code":…,"message":…}}
[[nodiscard]] std::string error_body(std::string_view code, std::string_view message);

} // namespace crier
