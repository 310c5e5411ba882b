#pragma once

// What crier-mqtt was told to do.

#include "mqtt/broker_options.hpp"
#include "mqtt/mapping.hpp"
#include "options/logging.hpp"
#include "options/units.hpp"

#include <crier/connection_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crier {

struct mqtt_options {
    host_port hub{"127.0.0.1", 7000};
    std::string token_file;         ///< empty: none
    std::optional<tls_options> tls; ///< towards the hub; nothing: plain TCP
    broker_options broker;
    topic_mapping mapping;
    std::string state_file;           ///< empty: none
    std::vector<std::string> to_mqtt; ///< filters of the hub's topics; empty: nothing is sent back
    std::uint64_t window = 100;       ///< messages that are taken before they have to be stored
    std::uint64_t sources_max = 100;  ///< of how many sources connections are kept
    std::optional<host_port> metrics_address; ///< nothing: neither metrics nor probes
    log_options log;
};

/// Where the hub is, and how to get in.
[[nodiscard]] connection_options connection_to_hub(const mqtt_options& options);

/// Reads and checks everything. Nothing: go on. Else the program is to end with this status.
[[nodiscard]] std::optional<int> read_options(int argc, const char* const* argv,
                                              mqtt_options& options);

} // namespace crier
