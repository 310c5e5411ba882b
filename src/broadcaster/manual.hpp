#pragma once

#include "options/program_manual.hpp"

namespace crier {

/// What the manual page of crier-broadcaster says beside the options.
extern const program_manual broadcaster_manual;

} // namespace crier
