#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier bench: loads a hub, and measures what comes of it.
[[nodiscard]] std::unique_ptr<command> make_bench();

} // namespace crier
