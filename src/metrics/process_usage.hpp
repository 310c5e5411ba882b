#pragma once

#include "metrics/exposition.hpp"

namespace crier {

/// Adds what Prometheus's own libraries tell of a process (process_cpu_seconds_total,
/// process_resident_memory_bytes, process_open_fds, …), read from Linux's /proc; what can't be read
/// is left out.
void describe_process(exposition& out);

} // namespace crier
