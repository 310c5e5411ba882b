#pragma once

#include "metrics/histogram.hpp"

#include <array>
#include <cstdint>

namespace crier {

/// How a history's commits went, since the hub's start.
struct commit_record {
    static constexpr std::array<double, 14> second_bounds{
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
    static constexpr std::array<double, 9> message_bounds{1,    4,    16,    64,   256,
                                                          1024, 4096, 16384, 65536};

    /// From when the first of a commit's messages was handed over to when all were stored.
    histogram seconds{second_bounds};
    /// Messages in a commit.
    histogram messages{message_bounds};
    std::uint64_t failed = 0;         ///< commits that couldn't be stored
    std::uint64_t accepted_bytes = 0; ///< of payloads
    std::uint64_t stored_bytes = 0;
};

} // namespace crier
