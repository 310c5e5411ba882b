#pragma once

// How long to wait before the next attempt.

#include <chrono>
#include <cstdint>
#include <random>

namespace crier {

/// Exponential back-off with full jitter: publishers that lost the same hub at the same moment
/// don't all come back at the same moment.
class backoff {
public:
    backoff(std::chrono::milliseconds base, std::chrono::milliseconds cap, std::uint64_t seed)
        : base_{base}, cap_{cap}, random_{seed} {}

    /// The wait after another failure: uniform between 0 and min(cap, base * 2^failures).
    [[nodiscard]] std::chrono::milliseconds next();
    void reset() noexcept { failures_ = 0; }

    /// How often next() was called since reset().
    [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }

private:
    std::chrono::milliseconds base_;
    std::chrono::milliseconds cap_;
    std::uint64_t failures_ = 0;
    std::mt19937_64 random_;
};

} // namespace crier
