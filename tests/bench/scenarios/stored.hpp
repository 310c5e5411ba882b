#pragma once

// What the scenarios with a history share: acknowledged publishers that fill it.

#include "bench/acknowledged_ingest.hpp"
#include "bench/scenarios/scenario.hpp"

namespace crier::bench {

/// The publishers that `with` asks for, connected and ready.
[[nodiscard]] acknowledged_ingest connect_publishers(const settings& with);

} // namespace crier::bench
