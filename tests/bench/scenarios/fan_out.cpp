#include "bench/scenarios/rounds.hpp"

namespace crier::bench {

report run_fan_out(const peer& server, const settings& with) {
    crowd all{server, with.at, 1};
    all.connect(with.subscribers, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/one"}, {}, 0};
    });
    publisher& from = all.add_publisher(
        std::vector<utterance>(with.window, utterance{"bench/one", 0, {0}}), with.payload_bytes);
    return measure_rounds(all, from, with);
}

} // namespace crier::bench
