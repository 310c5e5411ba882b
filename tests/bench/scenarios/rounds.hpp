#pragma once

// What scenarios share: publishing round after round, and telling what that came to.

#include "bench/scenarios/scenario.hpp"
#include "bench/usage.hpp"

#include <algorithm>

namespace crier::bench {

/// Measures from its construction on.
class stretch {
public:
    stretch(const crowd& all, const std::vector<pid_t>& server)
        : all_{all},
          delivered_{all.counted().delivered},
          used_{server},
          begun_{crowd::clock::now()} {}

    /// Until something came last: waiting in vain for what was lost is no part of it.
    [[nodiscard]] double seconds() const {
        const auto end = std::max(begun_, all_.last_event());
        return std::chrono::duration<double>(end - begun_).count();
    }

    void tell(report& to) const {
        const double took = seconds();
        to.add("seconds", took);
        used_.tell(to);
        to.add("deliveries", all_.counted().delivered - delivered_);
    }

private:
    const crowd& all_;
    std::uint64_t delivered_;
    cpu_usage used_;
    crowd::clock::time_point begun_;
};

/// Publishes the batch again and again, each time when all have it, for so long and at least once.
/// False when something didn't come.
inline bool publish_rounds(crowd& all, publisher& from, double seconds) {
    const auto begun = crowd::clock::now();
    bool complete = true;
    do {
        all.publish(from);
        complete = all.settle();
    } while (complete &&
             std::chrono::duration<double>(crowd::clock::now() - begun).count() < seconds);
    return complete;
}

/// For the first measurement not to meet cold caches and short buffers.
inline void warm_up(crowd& all, publisher& from) {
    publish_rounds(all, from, 0.3);
}

/// The same for latencies, which a burst would spoil.
inline constexpr std::size_t early_messages = 10;
inline void publish_early(crowd& all, publisher& from) {
    for (std::size_t i = 0; i < early_messages; ++i)
        publish_rounds(all, from, 0);
}

/// What was lost on the way, if anything; at the end.
inline void tell_account(const crowd& all, report& to) {
    to.add("missing", all.counted().missing + all.due());
    to.add("repeated", all.counted().repeated);
    to.add("cut", std::uint64_t{all.cut()});
    to.add("forgone", all.forgone());
    if (all.cut() > 0)
        to.add("reason", all.reason());
}

/// How many connect at a time where that isn't what is measured.
inline constexpr std::size_t connecting_max = 100;

/// Rounds for as long as is wanted, behind some that aren't counted, and what they cost.
inline report measure_rounds(crowd& all, publisher& from, const settings& with) {
    warm_up(all, from);
    report out;
    const stretch measured{all, with.processes};
    publish_rounds(all, from, with.seconds);
    measured.tell(out);
    out.add("server_memory_bytes", memory_bytes_of(with.processes));
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
