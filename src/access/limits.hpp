#pragma once

#include "metrics/limit_counts.hpp"

#include <crier/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace crier {

/// How many may be connected.
struct connection_caps {
    std::uint64_t in_all = 0;      ///< 0: as many as the system allows
    std::uint64_t per_address = 0; ///< 0: any number; addresses of this machine always may
};

/// How much one connection may publish in a second; 0: any amount.
struct publish_rate {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
};

/// What clients may make a hub bear.
struct limits {
    connection_caps connections{0, 2000};
    std::uint64_t connections_per_second = 10'000; ///< more wait to be accepted; 0: any number
    publish_rate rate{};                           ///< of one connection
    std::uint64_t topics = 1'000'000;              ///< 0: any number
    std::uint64_t filters = 1000;                  ///< of one connection; 0: any number
    std::uint64_t header_bytes = std::uint64_t{16} * 1024; ///< of a request's header
    std::chrono::microseconds handshake_deadline = std::chrono::seconds{10}; ///< of TLS
    std::chrono::microseconds header_deadline =
        std::chrono::seconds{10};                                      ///< for a request's header
    std::chrono::microseconds idle_deadline = std::chrono::minutes{1}; ///< between two requests
};

/// A hub's limits, and how often each was reached. It outlives the sessions that keep to them.
struct limit_book {
    limits set{};
    limit_counts reached{};

    /// Why a connection can't have so many filters, errc::bad_filter; nothing where it can.
    [[nodiscard]] std::optional<refusal> refuse_filters(std::size_t count);
};

} // namespace crier
