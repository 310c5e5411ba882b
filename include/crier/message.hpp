#pragma once

// A message: what a publisher said, and the hub's record of when, from whom and as which number.

#include <crier/position.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace crier {

/// Microseconds since 1970-01-01 UTC.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// What a payload's bytes are; the numbers are the wire's.
enum class payload_format : std::uint8_t { text = 0, json = 1, binary = 2 };

/// One published message. The hub fills offset, prev, time and delta when it accepts it. Its texts
/// belong to whoever yielded it: who wants them for longer keeps it.
struct message {
    crier::offset offset;
    crier::offset prev; ///< the message before it on the same topic; 0 for the topic's first
    timestamp time;     ///< when the hub accepted it
    std::optional<std::chrono::microseconds> delta; ///< since prev; nothing for the topic's first
    std::optional<timestamp> sent_at;               ///< when the publisher says that it sent it
    std::uint64_t seq = 0; ///< the publisher's own number; 0 where it wants no acknowledgement
    payload_format format = payload_format::text;
    /// The hub's own: which of the topics that it accepts messages on; 0 where nobody needs to
    /// know.
    std::uint32_t topic_number = 0;
    std::string_view topic;
    std::string_view source;
    std::string_view session;
    std::string_view payload;
};

/// A stored message is shared by everything that still needs it, and never changes.
using message_ptr = std::shared_ptr<const message>;

/// Copies a message together with its texts.
[[nodiscard]] std::shared_ptr<message> keep(const message& seen);
/// The same for many: one piece of memory holds all of them and their texts, those that neighbours
/// share once. It lives as long as any pointer into it.
[[nodiscard]] std::shared_ptr<message[]> keep(std::span<const message> seen);

} // namespace crier
