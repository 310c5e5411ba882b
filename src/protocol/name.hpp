#pragma once

#include <string_view>

namespace crier {

/// Whether a publisher may call its source or its session so: 1 to 128 bytes of A-Za-z0-9._:-
[[nodiscard]] bool is_name(std::string_view text) noexcept;

} // namespace crier
