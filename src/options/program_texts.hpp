#pragma once

// What man and shells are told of a program without commands, by the program itself.

#include "options/command_line.hpp"
#include "options/program_manual.hpp"

#include <optional>

namespace crier {

/// Answers `PROGRAM manual`, which prints the manual page, and `PROGRAM completion SHELL`, as crier
/// does. Nothing: something else was asked. Else the program is to end with this status.
[[nodiscard]] std::optional<int> print_texts(const command_line& line, const program_manual& manual,
                                             int argc, const char* const* argv);

} // namespace crier
