#pragma once

// Between an MQTT broker and a hub, until told to stop.

#include "mqtt/options.hpp"

#include <spdlog/logger.h>

#include <boost/asio/awaitable.hpp>

namespace crier {

/// Takes what the broker has, acknowledges it once the hub has stored it, and sends back what it
/// was told to; until SIGINT or SIGTERM. Gives the program's exit status: 0 where nothing is lost.
[[nodiscard]] boost::asio::awaitable<int> run_bridge(const mqtt_options& options,
                                                     spdlog::logger& logger);

} // namespace crier
