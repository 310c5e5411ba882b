#pragma once

#include <string_view>

namespace crier {

/// Whether every topic that `wanted` matches is matched by `permitted` too; both are valid filters
/// or topics. Exact but for filters so long that some of their topics would be over the limit of
/// 255 bytes: there it may say no where yes would do.
[[nodiscard]] bool covers(std::string_view permitted, std::string_view wanted) noexcept;

} // namespace crier
