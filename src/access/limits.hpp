#pragma once

#include "access/connection_limits.hpp"
#include "access/publish_quota.hpp"

#include <chrono>
#include <cstdint>

namespace crier {

/// What clients may make a hub bear.
struct limits {
    connection_caps connections{0, 2000};
    std::uint64_t connections_per_second = 10'000; ///< more wait to be accepted; 0: any number
    publish_rate rate{};                           ///< of one connection
    std::uint64_t topics = 1'000'000;              ///< 0: any number
    std::chrono::microseconds header_deadline =
        std::chrono::seconds{10};                                      ///< for a request's header
    std::chrono::microseconds idle_deadline = std::chrono::minutes{1}; ///< between two requests
};

} // namespace crier
