#pragma once

#include <string>
#include <vector>

namespace crier {

/// What became of the files that have changed, a sentence each.
struct refresh_report {
    std::vector<std::string> reloaded; ///< what is new is in force
    std::vector<std::string> wrong;    ///< what was before stays in force

    [[nodiscard]] bool empty() const noexcept { return reloaded.empty() && wrong.empty(); }
};

} // namespace crier
