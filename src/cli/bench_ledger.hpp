#pragma once

// What one subscriber of a measurement got: in order, each once, or not.

#include "cli/bench_payload.hpp"
#include "cli/latency_histogram.hpp"

#include <cstdint>
#include <vector>

namespace crier {

class bench_ledger {
public:
    explicit bench_ledger(std::size_t publishers) : seen_(publishers) {}

    void count(const bench_payload& got, timestamp now);

    /// How many of these, which the publishers have said, haven't come.
    [[nodiscard]] std::uint64_t missing(const std::vector<std::uint64_t>& said) const;

    [[nodiscard]] std::uint64_t received() const noexcept { return received_; }
    /// Came again, or behind a later one.
    [[nodiscard]] std::uint64_t doubled() const noexcept { return doubled_; }
    [[nodiscard]] const latency_histogram& latency() const noexcept { return latency_; }

private:
    struct publisher_seen {
        std::uint64_t last = 0;  ///< the highest number
        std::uint64_t count = 0; ///< of different ones
    };

    std::vector<publisher_seen> seen_;
    std::uint64_t received_ = 0;
    std::uint64_t doubled_ = 0;
    latency_histogram latency_;
};

} // namespace crier
