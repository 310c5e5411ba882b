#pragma once

// What crier-broadcaster was told to do.

#include "broadcaster/manner.hpp"
#include "options/logging.hpp"
#include "options/units.hpp"

#include <crier/connection_options.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace crier {

struct broadcaster_options {
    host_port hub{"127.0.0.1", 7000};
    std::string source;  ///< the host's name, cleaned, unless told otherwise
    std::string topic;   ///< hello/SOURCE unless told otherwise
    std::string control; ///< control/SOURCE unless told otherwise; empty: no commands are obeyed
    manner begin_with{"Hello world", std::chrono::seconds{1}, std::chrono::seconds{10}};
    std::string token_file;             ///< empty: none
    std::optional<tls_options> tls;     ///< nothing: plain TCP
    std::optional<std::uint64_t> count; ///< nothing: without end
    std::optional<std::uint64_t> seed;  ///< nothing: another one each time
    log_options log;
};

/// Reads and checks everything. Nothing: go on. Else the program is to end with this status.
[[nodiscard]] std::optional<int> read_options(int argc, const char* const* argv,
                                              broadcaster_options& options);

} // namespace crier
