#pragma once

#include "access/limits.hpp"
#include "async/stopping.hpp"
#include "async/task_group.hpp"
#include "async/time_wheel.hpp"
#include "async/turnstile.hpp"
#include "broadcast/router.hpp"
#include "history/history.hpp"
#include "metrics/ledger.hpp"
#include "subscribe/inflater.hpp"

#include <crier/frame.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crier {

class fault_switch;
class subscriber_registry;

/// What every subscriber's session shares; it outlives them.
struct subscriber_context {
    crier::history& history;
    crier::router& router;
    ledger& book;
    subscriber_registry& registry;
    flush_queue& flushes;
    stopping& stop;
    limit_book& limits;
    task_group& sessions;
    time_wheel& wheel;
    turnstile& turns; ///< of those that catch up
    spdlog::logger& log;
    std::string hub_name;
    std::string version;
    std::string session; ///< of what subscribers publish
    std::chrono::steady_clock::duration heartbeat = std::chrono::seconds{15};
    /// A subscriber whose socket takes no byte for this long is closed.
    std::chrono::steady_clock::duration write_deadline = std::chrono::seconds{30};
    std::size_t outbox_bytes_max = std::size_t{1024} * 1024;
    std::size_t payload_bytes_max = payload_bytes_default;
    bool compression = false;       ///< to be offered to those who can
    fault_switch* faults = nullptr; ///< nothing: this hub has none
    crier::inflater inflater{};
    /// Any session reads into it, and needs it no longer than within a callback.
    std::vector<char> read_buffer = std::vector<char>(std::size_t{64} * 1024);
};

} // namespace crier
