#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier completion: what a shell needs to complete crier's commands.
[[nodiscard]] std::unique_ptr<command> make_completion();

/// crier manual: the manual page.
[[nodiscard]] std::unique_ptr<command> make_manual();

} // namespace crier
