#include "bench/scenarios/rounds.hpp"

#include <random>

namespace crier::bench {
namespace {

// Crier takes this many of one connection.
constexpr std::size_t filters_each = 1000;
constexpr std::size_t batch_messages = 1000;

/// Those of even number have the wildcard behind their own level, the others in front of it.
std::vector<std::string> filters_of(std::size_t subscriber) {
    const std::string own = std::to_string(subscriber);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < filters_each; ++i)
        out.push_back("tree/" + (subscriber % 2 == 0 ? own + "/+/" : "+/" + own + "/") +
                      std::to_string(i));
    return out;
}

} // namespace

report run_tree(const peer& server, const settings& with) {
    const std::size_t pairs = std::max<std::size_t>(1, with.filters / filters_each / 2);
    crowd all{server, with.at, 2 * pairs};
    all.connect(2 * pairs, connecting_max, [](std::size_t i) {
        return subscription_plan{filters_of(i), {0, 1, false}, i};
    });
    // NOLINTNEXTLINE(cert-msc51-cpp): every run is to publish the same
    std::mt19937 chance{1};
    std::vector<utterance> batch;
    for (std::size_t i = 0; i < batch_messages; ++i) {
        const std::size_t even = 2 * (chance() % pairs);
        const std::size_t odd = 2 * (chance() % pairs) + 1;
        batch.push_back({"tree/" + std::to_string(even) + "/" + std::to_string(odd) + "/" +
                             std::to_string(chance() % filters_each),
                         0,
                         {even, odd}});
    }
    publisher& from = all.add_publisher(std::move(batch), with.payload_bytes);
    return measure_rounds(all, from, with);
}

} // namespace crier::bench
