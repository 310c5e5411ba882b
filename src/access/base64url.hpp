#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// The bytes that `text` is base64url of (RFC 4648, section 5); nothing where it has padding, a
/// character of another alphabet, a length that can't be, or bits set after the last byte: each
/// sequence of bytes has one text.
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

} // namespace crier
