#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier record: writes what is published to a file, which it goes on with after a cut.
[[nodiscard]] std::unique_ptr<command> make_record();

} // namespace crier
