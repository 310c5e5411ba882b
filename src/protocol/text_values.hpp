#pragma once

// Reading back what json_text writes: times, and bytes in base64.

#include <crier/message.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A time of RFC 3339: 2026-11-22T20:11:00.123456Z, with any number of decimals (those behind the
/// sixth are cut off), with an offset such as +01:00 instead of Z; a date alone is its midnight in
/// UTC. Nothing for anything else.
[[nodiscard]] std::optional<timestamp> parse_time(std::string_view text);

/// Undoes base64 (RFC 4648 section 4, with padding); nothing where it isn't that.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

} // namespace crier
