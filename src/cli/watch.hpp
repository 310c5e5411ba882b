#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier watch: shows what is published, as it comes.
[[nodiscard]] std::unique_ptr<command> make_watch();

} // namespace crier
