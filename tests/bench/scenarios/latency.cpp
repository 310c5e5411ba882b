#include "bench/scenarios/fixed_rate.hpp"
#include "bench/scenarios/rounds.hpp"

namespace crier::bench {

report run_latency(const peer& server, const settings& with) {
    crowd all{server, with.at, 2};
    all.connect(with.idle, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/quiet"}, {}, 1};
    });
    all.connect(with.subscribers, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/one"}, {}, 0};
    });
    publisher& from = all.add_publisher({{"bench/one", 0, {0}}}, with.payload_bytes);
    publish_early(all, from);

    const auto messages = static_cast<std::size_t>(with.rate * with.seconds);
    stopwatches watches{with.subscribers, early_messages};
    watches.reserve(messages);
    all.watch(&watches);
    report out;
    const stretch measured{all, with.processes};
    publish_at_rate(all, from, with.rate, watches,
                    [messages](std::size_t published) { return published < messages; });
    measured.tell(out);
    out.add("p50_us", std::uint64_t{percentile(watches.each, 0.5)});
    out.add("p99_us", std::uint64_t{percentile(watches.each, 0.99)});
    out.add("p999_us", std::uint64_t{percentile(watches.each, 0.999)});
    out.add("last_p50_us", std::uint64_t{percentile(watches.last, 0.5)});
    out.add("last_p99_us", std::uint64_t{percentile(watches.last, 0.99)});
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
