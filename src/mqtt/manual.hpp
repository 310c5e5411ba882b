#pragma once

#include "options/program_manual.hpp"

namespace crier {

/// What the manual page of crier-mqtt says beside the options.
extern const program_manual mqtt_manual;

} // namespace crier
