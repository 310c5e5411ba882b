#pragma once

#include "options/program_manual.hpp"

namespace crier {

/// What the manual page of crier-hub says beside the options.
extern const program_manual hub_manual;

} // namespace crier
