#pragma once

// What a hub can be told, with its defaults.

#include "access/gatekeeper.hpp"
#include "access/limits.hpp"
#include "async/tls_context.hpp"
#include "history/open_history.hpp"
#include "options/logging.hpp"
#include "options/units.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace crier {

struct hub_options {
    std::map<std::string, std::string> given; ///< flags and their values, from wherever
    std::string config_file;                  ///< empty: there is none
    host_port publish_address{"", 7000};      ///< no host: as far as its clients are known
    host_port web_address{"", 8080};
    std::optional<host_port> metrics_address; ///< for metrics and probes alone
    std::string name;                         ///< the host's name unless told
    std::string web_root;
    access_options access;
    std::vector<std::string> allowed_origins; ///< those of `hubs` among them
    std::vector<std::string> hubs; ///< origins of all that share the history, for their pages
    crier::limits limits;
    bool presence = true;    ///< tell on $hub/publishers/… who comes and goes
    bool insecure = false;   ///< serve everybody, although nobody is known
    bool local_only = false; ///< the addresses are this machine's alone, as nobody is known
    bool faults = false;     ///< faults may be switched on, to see what they do
    tls_files tls;           ///< authorities: those of the publishers' certificates
    history_options history;
    std::chrono::microseconds heartbeat{};
    std::chrono::microseconds write_deadline{};
    std::chrono::microseconds drain_timeout{};
    std::chrono::microseconds drain_delay{}; ///< not ready, and serving on, before the drain begins
    std::uint64_t payload_bytes_max = 0;
    std::uint64_t outbox_bytes_max = 0;
    std::uint64_t compress_from = 0; ///< bytes; 0: never
    log_options log;
};

/// The options, or the status that the program is to end with (after --help, or a bad option).
[[nodiscard]] std::variant<hub_options, int> parse_hub_options(int argc, const char* const* argv);

} // namespace crier
