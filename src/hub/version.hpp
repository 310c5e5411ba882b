#pragma once

#include <string_view>

namespace crier {

/// The hub's version, as the build gives it.
inline constexpr std::string_view version = CRIER_VERSION;

} // namespace crier
