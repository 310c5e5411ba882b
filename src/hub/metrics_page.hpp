#pragma once

// What Prometheus is told of a hub.

#include "access/connection_limits.hpp"
#include "access/limits.hpp"
#include "history/history.hpp"
#include "http/routes.hpp"
#include "metrics/histogram.hpp"
#include "metrics/ledger.hpp"
#include "subscribe/subscriber_registry.hpp"

#include <array>
#include <string>

namespace crier {

/// How quick the loop is.
struct loop_record {
    static constexpr std::array<double, 12> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                   0.01,   0.025,   0.05,   0.1,   0.5,    1};

    /// From when a message was accepted to when it was handed to the sockets of all its live
    /// subscribers.
    histogram publish_to_socket{bounds};
    /// How late a timer was.
    histogram lag{bounds};
};

/// The parts of a hub that are told of.
struct metrics_sources {
    const history& kept;
    const ledger& book;
    const limit_book& limits;
    const connection_limits& places;
    const subscriber_registry& subscribers;
    const loop_record& loop;
};

/// The page at /metrics. No label has a value that a client chose.
[[nodiscard]] std::string compose_metrics(const metrics_sources& sources,
                                          const connection_totals& connected);

} // namespace crier
