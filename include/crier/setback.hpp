#pragma once

#include <crier/error.hpp>

#include <chrono>
#include <cstdint>

namespace crier {

/// A publisher's or subscriber's connection was lost, or an attempt to connect failed.
struct setback {
    refusal why;
    bool was_connected = false;
    /// In a row that failed; 0 where a connection was lost, or the next one follows at once.
    std::uint64_t attempts = 0;
    std::chrono::milliseconds retry_in{0};
};

} // namespace crier
