#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier replay: publishes a recording again, in its own time.
[[nodiscard]] std::unique_ptr<command> make_replay();

} // namespace crier
