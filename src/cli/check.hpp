#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier check: whether a hub is healthy, and whether anything was lost.
[[nodiscard]] std::unique_ptr<command> make_check();

} // namespace crier
