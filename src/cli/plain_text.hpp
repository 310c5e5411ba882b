#pragma once

// Words for people: what others wrote made harmless, and numbers made readable.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace crier {

/// What a stranger wrote, for a terminal: its control characters are shown instead of obeyed.
[[nodiscard]] std::string plain_text(std::string_view text);

/// How many columns a terminal needs for it, near enough: characters, not bytes.
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;

/// The same text with line ends instead of blanks where a line would be longer; those that stand in
/// it stay, and what goes on from a numbered line ("0  it is done") is indented as it is.
[[nodiscard]] std::string wrapped_text(std::string_view text, std::size_t columns);

/// 17, 1.2 KiB, 3.4 MiB.
[[nodiscard]] std::string bytes_words(double bytes);
/// 820 µs, 3.12 ms, 4.1 s, 3 min 20 s, 2 h 5 min, 3 d 4 h.
[[nodiscard]] std::string duration_words(std::chrono::microseconds duration);
/// 1 message, 2 messages.
[[nodiscard]] std::string count_words(std::uint64_t count, std::string_view noun);
/// 12.5/s, 1204/s.
[[nodiscard]] std::string rate_words(double per_second);

} // namespace crier
