#pragma once

#include <string>

namespace crier {

/// What crier --help says: the commands, a line each.
[[nodiscard]] std::string overview();

/// What crier --version says.
[[nodiscard]] std::string version_line();

} // namespace crier
