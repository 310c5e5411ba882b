#pragma once

// What Prometheus and probes are told of a bridge.

#include "mqtt/bridge_counts.hpp"

#include <string>

namespace crier {

/// The page at /metrics. No label has a value that a message chose.
[[nodiscard]] std::string compose_metrics(const bridge_counts& counts);

/// Why no message passes just now; empty: both sides are connected.
[[nodiscard]] std::string why_not_ready(const bridge_counts& counts);

} // namespace crier
