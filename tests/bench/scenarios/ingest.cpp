#include "bench/scenarios/rounds.hpp"

namespace crier::bench {
namespace {

using namespace std::chrono_literals;

// What a publisher hands the kernel at once: about 64 KiB.
constexpr std::size_t batch_messages = 400;

} // namespace

report run_ingest(const peer& server, const settings& with) {
    crowd all{server, with.at, 1};
    all.connect(1, 1, [&](std::size_t) {
        return subscription_plan{{"bench/ingest/#"}, {0, with.publishers, true}, 0};
    });
    std::vector<publisher*> from;
    for (std::size_t i = 0; i < with.publishers; ++i) {
        const utterance said{"bench/ingest/" + std::to_string(i), i, {0}};
        from.push_back(
            &all.add_publisher(std::vector<utterance>(batch_messages, said), with.payload_bytes));
    }

    report out;
    const stretch measured{all, with.processes};
    const std::chrono::duration<double> time{with.seconds};
    for (const auto begun = crowd::clock::now(); crowd::clock::now() - begun < time;) {
        for (publisher* const one : from) {
            if (one->is_done())
                all.publish(*one);
        }
        all.turn(100ms);
    }
    out.add("publishing_seconds", measured.seconds());
    all.settle();
    measured.tell(out);
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
