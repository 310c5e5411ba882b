#pragma once

#include <string_view>

namespace crier {

/// Whether some topic is matched by both; each is a valid filter, or a topic. (`+` and `/#` would
/// share the empty topic alone, which isn't one, and count as if they met.)
[[nodiscard]] bool meet(std::string_view one, std::string_view other) noexcept;

} // namespace crier
