#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier publish: says something, and returns when it is kept.
[[nodiscard]] std::unique_ptr<command> make_publish();

} // namespace crier
