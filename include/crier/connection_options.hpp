#pragma once

// Which hub, as whom, and how patiently: what publishers and subscribers are told alike.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace crier {

/// TLS towards the hub. The files are PEM and read for every connection, so that they may be
/// replaced; empty: none.
struct tls_options {
    std::string authorities; ///< that vouch for the hub's certificate; empty: those of the system
    std::string certificate; ///< to be shown to a hub that asks for one
    std::string key;         ///< the certificate's
};

struct connection_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 7000;
    std::string source; ///< who publishes or subscribes; empty: the hub names us by our address
    std::string token;  ///< empty: none
    /// Has the token instead, and is read for every connection, so that it may be renewed: a hub
    /// that refuses it is asked again. Empty: none.
    std::string token_file;
    std::optional<tls_options> tls; ///< nothing: plain TCP

    // The n-th attempt in a row waits a random time between 0 and min(cap, base * 2^n).
    std::chrono::milliseconds backoff_base{100};
    std::chrono::milliseconds backoff_cap{10'000};

    /// For connecting, and again for the hub's answer to HELLO.
    std::chrono::milliseconds connect_deadline{10'000};
    /// A silent hub is asked for a sign of life this often; after two without an answer the
    /// connection is given up.
    std::chrono::milliseconds ping_interval{20'000};
};

} // namespace crier
