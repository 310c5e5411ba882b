#include "bench/scenarios/rounds.hpp"

namespace crier::bench {

report run_storm(const peer& server, const settings& with) {
    crowd all{server, with.at, 1};
    report out;
    const stretch measured{all, with.processes};
    all.connect(with.subscribers, with.subscribers, [](std::size_t) {
        return subscription_plan{{"bench/storm"}, {}, 0};
    });
    measured.tell(out);
    out.add("welcomed", std::uint64_t{all.live()});

    // Whoever was welcomed gets what is published then.
    publisher& from = all.add_publisher({{"bench/storm", 0, {0}}}, with.payload_bytes);
    publish_rounds(all, from, 0);
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
