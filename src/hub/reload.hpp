#pragma once

// Which settings a hub takes while it runs.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// Flags whose values differ, or that only one of them has.
[[nodiscard]] std::vector<std::string>
changed_flags(const std::map<std::string, std::string>& before,
              const std::map<std::string, std::string>& after);

/// Whether a changed value is taken without a restart.
[[nodiscard]] bool is_reloadable(std::string_view flag);

} // namespace crier
