#pragma once

// Speaking to a hub at random times, until told to stop.

#include "broadcaster/options.hpp"

#include <spdlog/logger.h>

#include <boost/asio/awaitable.hpp>

namespace crier {

/// Says everything that the options ask for, or goes on until SIGINT or SIGTERM; then waits for the
/// hub to store it. Gives the program's exit status: 0 where everything said has been stored.
[[nodiscard]] boost::asio::awaitable<int> run_broadcast(const broadcaster_options& options,
                                                        spdlog::logger& logger);

} // namespace crier
