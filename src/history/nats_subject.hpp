#pragma once

// A topic as a NATS subject, and back.

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// PREFIX.LEVEL.LEVEL: letters, digits, `-`, `_` and `$` of a level stand for themselves, any other
/// byte is `=XX` in hexadecimal, and an empty level is `=`. So every topic has one subject of its
/// own, and filters with wildcards of whole levels mean the same on both sides.
[[nodiscard]] std::string subject_of(std::string_view prefix, std::string_view topic);

/// Nothing for a subject that no valid topic has.
[[nodiscard]] std::optional<std::string> topic_of(std::string_view prefix,
                                                  std::string_view subject);

} // namespace crier
