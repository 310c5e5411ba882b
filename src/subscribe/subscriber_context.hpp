#pragma once

#include "async/stopping.hpp"
#include "broadcast/router.hpp"
#include "history/history.hpp"
#include "metrics/ledger.hpp"

#include <crier/frame.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstddef>
#include <string>

namespace crier {

class subscriber_registry;

/// What every subscriber's session shares; it outlives them.
struct subscriber_context {
    crier::history& history;
    crier::router& router;
    ledger& book;
    subscriber_registry& registry;
    flush_queue& flushes;
    stopping& stop;
    spdlog::logger& log;
    std::string hub_name;
    std::string version;
    std::string session; ///< of what subscribers publish
    std::chrono::steady_clock::duration heartbeat = std::chrono::seconds{15};
    /// A subscriber whose socket takes no byte for this long is closed.
    std::chrono::steady_clock::duration write_deadline = std::chrono::seconds{30};
    std::size_t outbox_bytes_max = std::size_t{1024} * 1024;
    std::size_t payload_bytes_max = payload_bytes_default;
};

} // namespace crier
