#pragma once

// Which request is answered by what.

#include "access/gatekeeper.hpp"
#include "access/limits.hpp"
#include "access/origin_policy.hpp"
#include "async/stopping.hpp"
#include "history/history.hpp"
#include "http/http_exchange.hpp"
#include "http/web_files.hpp"
#include "metrics/publisher_report.hpp"
#include "metrics/subscriber_report.hpp"

#include <boost/asio/awaitable.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

class fault_switch;

/// How many are connected, and what all that ever were got.
struct connection_totals {
    std::size_t publishers = 0;
    std::size_t subscribers = 0;
    delivery_account deliveries{};
    refusal_counts turned_away{}; ///< connections that were not let in
};

/// The hub's own bounds, which /api/v1/info tells beside its clients' limits.
struct hub_bounds {
    std::size_t payload_bytes_max = 0;
    std::size_t outbox_bytes_max = 0;
    retention kept;
};

/// What answering needs; it outlives every session.
struct http_context {
    crier::history& history;
    ledger& book;
    stopping& stop;
    limit_book& limits;
    const web_files& files;
    const gatekeeper& keeper;
    const origin_policy& origins;
    spdlog::logger& log;
    bool insecure = false;         ///< everybody is served, although nobody is known
    std::vector<std::string> hubs; ///< origins where the page goes on when this hub is lost
    std::string hub_name;
    std::string version;
    std::string session; ///< of requests that publish and name none
    std::chrono::steady_clock::time_point started;
    hub_bounds bounds;
    bool only_metrics = false; ///< nothing but /metrics and the probes, for whoever asks
    std::function<connection_totals()> connections;
    std::function<std::string()> metrics; ///< in Prometheus's text format
    std::function<std::vector<publisher_report>()> publishers;
    std::function<std::vector<subscriber_report>()> subscribers;
    fault_switch* faults = nullptr; ///< nothing: this hub has none
};

/// Answers any request but one for a stream of messages (/ws, /events). Finds out what its client
/// may do, and notes it there.
[[nodiscard]] boost::asio::awaitable<http_response> answer(http_request& request,
                                                           const http_context& context);

/// What the body of a request may measure.
[[nodiscard]] std::size_t body_bytes_max(std::string_view path, const http_context& context);

} // namespace crier
