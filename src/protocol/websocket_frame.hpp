#pragma once

// WebSocket frames as a server sends them (RFC 6455, section 5), and what their numbers mean.

#include <crier/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crier {

enum class websocket_opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

/// Why a connection is closed: RFC 6455, section 7.4.1, and Crier's own from 4000 on
/// (docs/protocol.md, "Close codes").
enum class close_code : std::uint16_t {
    normal = 1000,
    protocol_error = 1002,
    unsupported_data = 1003,
    invalid_payload = 1007,
    message_too_big = 1009,
    internal_error = 1011,
    unauthorized = 4001,
    forbidden = 4003,
    write_timeout = 4103,
    drain = 4200,
    token_expired = 4201,
};

/// What a control frame carries at most (RFC 6455, section 5.5).
inline constexpr std::size_t control_payload_max = 125;

/// Replaces `out` by the header of an unfragmented, unmasked frame, and returns it. `compressed`:
/// its payload is, as RFC 7692 says.
std::string_view websocket_header(websocket_opcode opcode, std::size_t payload_bytes,
                                  std::string& out, bool compressed = false);

/// A whole ping, pong or close frame; the payload is one that a control frame can carry.
[[nodiscard]] std::string control_frame(websocket_opcode opcode, std::string_view payload);
[[nodiscard]] std::string close_frame(close_code code, std::string_view reason);
/// The close frame of a client that may not stay; its reason is the code's name.
[[nodiscard]] std::string close_frame(errc why);

} // namespace crier
