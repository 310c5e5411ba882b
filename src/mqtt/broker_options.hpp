#pragma once

// Which broker, as whom, and what it is asked for.

#include "options/units.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace crier {

/// Which retained messages the broker is asked for.
enum class retained_messages {
    once,   ///< when it begins a subscription, not when it goes on with one
    always, ///< at each connection
    never,
};

struct last_will {
    std::string topic;
    std::string text;
    bool retained = false;
};

struct broker_options {
    host_port address{"127.0.0.1", 1883};
    std::string client_id = "crier-mqtt";
    std::string user;          ///< empty: none
    std::string password;      ///< empty: none, or the file's
    std::string password_file; ///< is read for every connection; empty: none
    std::optional<tls_options> tls;
    std::optional<last_will> will;
    retained_messages retained = retained_messages::once;
    std::chrono::microseconds keepalive = std::chrono::seconds{30};
    std::chrono::microseconds session_expiry = std::chrono::hours{24 * 7};
    std::uint64_t max_packet = std::uint64_t{4} * 1024 * 1024;
};

/// The password that is to be shown now; a refusal where its file can't be read or is empty.
[[nodiscard]] result<std::string> password_of(const broker_options& options);

/// What is wrong with values that each read as their type, by the flags of crier-mqtt; nothing when
/// they fit together and the files that they name can be read.
[[nodiscard]] std::optional<std::string> check(const broker_options& options);

} // namespace crier
