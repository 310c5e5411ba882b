#pragma once

// UTF-8 validity (RFC 3629): topics and text payloads are refused at the door when they are not,
// so that every text that leaves the hub is valid.

#include <string_view>

namespace crier {

/// Whether `bytes` are well-formed UTF-8: no overlong forms, no surrogates, nothing over U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

} // namespace crier
