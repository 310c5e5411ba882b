#pragma once

// The TCP protocol: length-prefixed frames (docs/protocol.md, "TCP"). All integers are unsigned and
// big-endian; a frame is u32 length, then length bytes: u8 type and the body.

#include <crier/message.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

inline constexpr int protocol_version = 1;

/// What the protocol lets a payload measure unless the hub is told otherwise.
inline constexpr std::size_t payload_bytes_default = std::size_t{1024} * 1024;
/// What a frame may measure beyond its payload: header, topic, source and numbers.
inline constexpr std::size_t frame_overhead_max = 1024;
/// u32 length
inline constexpr std::size_t frame_header_bytes = 4;
/// A PING carries at most this many bytes.
inline constexpr std::size_t ping_bytes_max = 128;

enum class frame_type : std::uint8_t {
    publish = 0x01,
    hello = 0x02,
    subscribe = 0x03,
    unsubscribe = 0x04,
    ping = 0x05,
    ack = 0x81,
    welcome = 0x82,
    message = 0x83,
    error = 0x84,
    pong = 0x85,
    drain = 0x86,
};

/// The type's name as documented, for instance "PUBLISH"; "unknown" for a number that is none.
[[nodiscard]] std::string_view name_of(frame_type type) noexcept;

/// A whole frame; the body's bytes belong to whoever yielded it.
struct frame {
    frame_type type{};
    std::string_view body;
};

/// PUBLISH: u8 format, u64 seq, u64 sent_at, u16 topic_length, topic, payload.
struct publish_frame {
    payload_format format = payload_format::text;
    std::uint64_t seq = 0;
    std::optional<timestamp> sent_at;
    std::string_view topic;
    std::string_view payload;
};

/// HELLO's JSON; a member that was left out is empty.
struct hello_frame {
    std::string source;
    std::string session;
    std::string token;
};

/// ACK: every message of the session up to seq is in the history; offset is that of seq.
struct ack_frame {
    std::uint64_t seq = 0;
    crier::offset offset;
};

/// WELCOME's JSON.
struct welcome_frame {
    std::string hub;
    std::string version;
    crier::epoch epoch;
    crier::offset offset;       ///< the history's last
    std::uint64_t last_seq = 0; ///< the session's last known seq; 0 for a new session
    std::size_t max_payload = payload_bytes_default;
    std::vector<crier::epoch> former_epochs; ///< of this history, before its end was lost
};

/// ERROR's JSON.
struct error_frame {
    refusal why;
    std::optional<std::uint64_t> seq; ///< where it is about one PUBLISH
    bool fatal = true;                ///< whether the hub closes after it
};

/// DRAIN's JSON.
struct drain_frame {
    std::string reason;
    std::chrono::milliseconds reconnect{0};
};

// Each of these appends one whole frame, header included, to `out`.
void append_frame(std::string& out, frame_type type, std::string_view body);
void append_publish(std::string& out, const publish_frame& publish);
void append_hello(std::string& out, const hello_frame& hello);
void append_ack(std::string& out, const ack_frame& ack);
void append_message(std::string& out, const message& message);
void append_welcome(std::string& out, const welcome_frame& welcome);
void append_error(std::string& out, const error_frame& error);
void append_drain(std::string& out, const drain_frame& drain);

// Each of these reads a body of its type, or says what is wrong with it. What a
// publish_frame or a message shows stays in `body`.
[[nodiscard]] result<publish_frame> parse_publish(std::string_view body);
[[nodiscard]] result<hello_frame> parse_hello(std::string_view body);
[[nodiscard]] result<ack_frame> parse_ack(std::string_view body);
[[nodiscard]] result<message> parse_message(std::string_view body);
[[nodiscard]] result<welcome_frame> parse_welcome(std::string_view body);
[[nodiscard]] result<error_frame> parse_error(std::string_view body);
[[nodiscard]] result<drain_frame> parse_drain(std::string_view body);

} // namespace crier
