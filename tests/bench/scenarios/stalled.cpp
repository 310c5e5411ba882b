#include "bench/scenarios/rounds.hpp"

namespace crier::bench {
namespace {

/// Messages a second to each of those that read.
double rate_of(crowd& all, publisher& from, const settings& with) {
    const stretch measured{all, with.processes};
    const std::uint64_t before = all.counted().delivered;
    publish_rounds(all, from, with.seconds);
    return static_cast<double>(all.counted().delivered - before) / measured.seconds() /
           static_cast<double>(std::max<std::size_t>(1, all.live()));
}

} // namespace

report run_stalled(const peer& server, const settings& with) {
    crowd all{server, with.at, 1};
    all.connect(with.subscribers, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/one"}, {}, 0};
    });
    publisher& from = all.add_publisher(
        std::vector<utterance>(with.window, utterance{"bench/one", 0, {0}}), with.payload_bytes);
    warm_up(all, from);

    report out;
    // A history fills up whoever reads, so the growth of both halves is told.
    const auto memory_first = static_cast<double>(memory_bytes_of(with.processes));
    const double before = rate_of(all, from, with);
    const auto memory_then = static_cast<double>(memory_bytes_of(with.processes));
    for (std::size_t i = 0; i < with.stalled; ++i)
        all.stall(i);
    const double while_stalled = rate_of(all, from, with);
    out.add("rate", before);
    out.add("rate_while_stalled", while_stalled);
    out.add("rate_kept", while_stalled / before);
    out.add("memory_growth_bytes", memory_then - memory_first);
    out.add("memory_growth_while_stalled_bytes",
            static_cast<double>(memory_bytes_of(with.processes)) - memory_then);
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
