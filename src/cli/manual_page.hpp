#pragma once

#include <string>

namespace crier {

/// crier(1) for man, made of what --help says.
[[nodiscard]] std::string manual_page();

} // namespace crier
