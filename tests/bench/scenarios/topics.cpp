#include "bench/scenarios/rounds.hpp"

namespace crier::bench {
namespace {

std::string topic_of(std::size_t number) {
    return "bench/topic/" + std::to_string(number);
}

} // namespace

report run_topics(const peer& server, const settings& with) {
    if (with.topics > streams_max)
        throw std::runtime_error{"each topic is a stream, of which there are at most 10000"};
    crowd all{server, with.at, with.topics};
    all.connect(with.topics * with.subscribers, connecting_max, [&](std::size_t i) {
        const std::size_t topic = i % with.topics;
        return subscription_plan{{topic_of(topic)}, {topic, 1, true}, topic};
    });
    std::vector<utterance> batch;
    for (std::size_t topic = 0; topic < with.topics; ++topic)
        batch.push_back({topic_of(topic), topic, {topic}});
    publisher& from = all.add_publisher(std::move(batch), with.payload_bytes);
    return measure_rounds(all, from, with);
}

} // namespace crier::bench
