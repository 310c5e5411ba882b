#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crier {

/// What a client can have too much of.
enum class limit : unsigned char {
    connections,             ///< in all: it was turned away
    connections_per_address, ///< it was turned away
    handshakes,              ///< begun in a second: it had to wait
    handshake_deadline,      ///< it was cut off during the TLS handshake
    header,                  ///< of a request: 431
    header_deadline,         ///< it was cut off before its first request's header was whole
    idle_deadline,           ///< it was cut off between two requests
    body,                    ///< of a request: 413
    frame,                   ///< over TCP, or a WebSocket message: it was cut off
    frame_deadline,          ///< a frame was begun and not sent on: it was cut off
    filters,                 ///< of a connection: refused
    topics,                  ///< in all: a message on a new one was refused
    publish_rate,            ///< messages or bytes: refused, over TCP made to wait
};
inline constexpr std::size_t limit_count = 13;

/// As `/api/v1/info` tells it, and the metrics.
[[nodiscard]] constexpr std::string_view name_of(limit which) noexcept {
    constexpr std::array<std::string_view, limit_count> names{
        "connections", "connections_per_address", "handshakes",    "handshake_deadline",
        "header",      "header_deadline",         "idle_deadline", "body",
        "frame",       "frame_deadline",          "filters",       "topics",
        "publish_rate"};
    return names[static_cast<std::size_t>(which)];
}

/// How often each limit kept a client from something. It belongs to the loop's thread.
class limit_counts {
public:
    void note(limit which) noexcept { ++counts_[static_cast<std::size_t>(which)]; }
    [[nodiscard]] std::uint64_t of(limit which) const noexcept {
        return counts_[static_cast<std::size_t>(which)];
    }

private:
    std::array<std::uint64_t, limit_count> counts_{};
};

} // namespace crier
