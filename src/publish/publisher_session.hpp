#pragma once

// A publisher's connection, from its first frame to its last acknowledgement. It may subscribe,
// too.

#include "access/gatekeeper.hpp"
#include "access/publish_quota.hpp"
#include "async/stopping.hpp"
#include "async/transport.hpp"
#include "history/history.hpp"
#include "metrics/ledger.hpp"
#include "publish/message_feed.hpp"
#include "publish/presence.hpp"
#include "publish/publisher_registry.hpp"
#include "publish/read_budget.hpp"

#include <crier/frame.hpp>

#include <boost/asio/awaitable.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace crier {

class fault_switch;

/// What every publisher session shares; it outlives them.
struct publisher_context {
    crier::history& history;
    ledger& book;
    publisher_registry& registry;
    crier::presence& presence;
    const gatekeeper& keeper;
    stopping& stop;
    limit_book& limits;
    spdlog::logger& log;
    std::string hub_name;
    std::string version;
    std::size_t payload_bytes_max = payload_bytes_default;
    std::chrono::steady_clock::duration write_deadline = std::chrono::seconds{30};
    open_message_feed open_feed = {}; ///< for a connection that subscribes
    read_budget reading = {};
    fault_switch* faults = nullptr; ///< nothing: this hub has none
};

/// Serves one connection until it ends. When the hub stops, the publisher is told (DRAIN), and what
/// it had sent is stored and acknowledged before the connection closes.
[[nodiscard]] boost::asio::awaitable<void> run_publisher(transport connection,
                                                         publisher_context& context);

} // namespace crier
