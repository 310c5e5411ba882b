#pragma once

// UTF-8 validity (RFC 3629): topics and text payloads are refused at the door when they are not,
// so that every text that leaves the hub is valid.

#include <cstddef>
#include <optional>
#include <string_view>

namespace crier {

/// Whether `bytes` are well-formed UTF-8: no overlong forms, no surrogates, nothing over U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

/// How many bytes of whole characters `bytes` begin with, whatever follows them.
[[nodiscard]] std::size_t utf8_run(std::string_view bytes) noexcept;

/// For a text that comes in pieces: how many bytes of whole characters `bytes` begin with, where
/// the rest is empty or the beginning of one more; nothing where no more bytes could make it UTF-8.
[[nodiscard]] std::optional<std::size_t> utf8_prefix(std::string_view bytes) noexcept;

} // namespace crier
