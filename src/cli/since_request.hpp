#pragma once

// Where in the history somebody wants to begin, as people say it.

#include <crier/error.hpp>
#include <crier/message.hpp>
#include <crier/position.hpp>

#include <string_view>
#include <variant>

namespace crier {

/// A position, or a time: then it begins with the first message that the hub accepted at or after
/// it.
using since_request = std::variant<position, timestamp>;

/// Reads `EPOCH:OFFSET` or an offset; a time of RFC 3339, or a date; or how long ago: 90s, 10m, 2h,
/// 7d. `now` is when they are asked.
[[nodiscard]] result<since_request> parse_since(std::string_view text, timestamp now);

} // namespace crier
