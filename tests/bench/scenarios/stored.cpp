#include "bench/scenarios/stored.hpp"

#include "bench/peers/crier_store.hpp"
#include "bench/peers/jetstream.hpp"
#include "bench/usage.hpp"
#include "protocol/random_id.hpp"

#include <limits>

namespace crier::bench {

acknowledged_ingest connect_publishers(const settings& with) {
    const bool of_jetstream = with.server == "jetstream";
    const std::string session = random_id();
    return {with.at.publish,
            with.publishers,
            {with.window, with.payload_bytes},
            [&](std::size_t publisher) -> std::unique_ptr<store_session> {
                if (of_jetstream)
                    return std::make_unique<jetstream_session>(publisher);
                return std::make_unique<crier_store_session>(publisher, session);
            }};
}

report run_stored(const peer& /*server*/, const settings& with) {
    acknowledged_ingest all = connect_publishers(with);
    report out;
    const cpu_usage used{with.processes};
    const auto begun = acknowledged_ingest::clock::now();
    if (with.messages > 0)
        all.run(with.messages / with.publishers, std::chrono::hours{1});
    else
        all.run(std::numeric_limits<std::uint64_t>::max(),
                std::chrono::duration<double>{with.seconds});
    const std::chrono::duration<double> took = acknowledged_ingest::clock::now() - begun;
    used.tell(out);
    out.add("seconds", took.count());
    out.add("messages", all.acknowledged());
    out.add("p50_us", std::uint64_t{percentile(all.latencies(), 0.5)});
    out.add("p99_us", std::uint64_t{percentile(all.latencies(), 0.99)});
    out.add("longest_us", std::uint64_t{percentile(all.latencies(), 1)});
    // All is acknowledged, or it wouldn't have ended: the store's own count is to agree.
    const std::uint64_t said = all.acknowledged();
    out.add("missing", said - std::min(said, all.stored()));
    out.add("repeated", all.stored() - std::min(said, all.stored()));
    return out;
}

} // namespace crier::bench
