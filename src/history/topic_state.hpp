#pragma once

// What a hub remembers of a topic, also when its messages have expired.

#include "metrics/ledger.hpp"

#include <crier/message.hpp>

#include <cstdint>

namespace crier {

/// A topic's last message, how many there were, and how fast they come.
struct topic_state {
    offset last;
    timestamp last_time;
    std::uint64_t count = 0;
    std::uint64_t noted_in = 0; ///< the sequencer's: in which group its former state was noted
    topic_account* account = nullptr; ///< once a message was numbered since the start

    /// Counts a message of this time.
    void add(offset at, timestamp time) noexcept;
    /// Messages a second, averaged over about the last minute before `now` (exponentially weighted:
    /// a message counts for e^-1 of its weight after a minute).
    [[nodiscard]] double rate(timestamp now) const noexcept;

private:
    double rate_at_last_ = 0;
};

} // namespace crier
