#include "bench/scenarios/rounds.hpp"

#include <numeric>
#include <random>

namespace crier::bench {
namespace {

// However few the topics are, so many messages go through so many connections before one is said
// again: only the number of topics is to differ.
constexpr std::size_t publishers = 100;
constexpr std::size_t batch_messages = 1000;

std::string topic_of(std::size_t number) {
    return "bench/many/" + std::to_string(number);
}

/// Who follows what: one everything, each of the others a topic of its own, evenly apart.
class followers {
public:
    explicit followers(const settings& with)
        : topics_{std::max<std::size_t>(1, with.topics)}, count_{with.subscribers} {}

    [[nodiscard]] subscription_plan plan(std::size_t which) const {
        if (which == 0)
            return {{"bench/many/#"}, {}, 0};
        return {{topic_of(topic_followed(which))}, {0, 1, false}, which};
    }

    [[nodiscard]] utterance message(std::size_t number) const {
        const std::size_t topic = number % topics_;
        utterance out{topic_of(topic), 0, {0}};
        for (std::size_t which = 1; which < count_; ++which) {
            if (topic_followed(which) == topic)
                out.audiences.push_back(which);
        }
        return out;
    }

private:
    [[nodiscard]] std::size_t topic_followed(std::size_t which) const {
        return which * topics_ / count_;
    }

    std::size_t topics_;
    std::size_t count_;
};

/// Publishers that say a message on every topic in turn, in an order by chance.
std::vector<publisher*> add_publishers(crowd& all, const followers& following,
                                       std::size_t payload_bytes) {
    std::vector<std::size_t> order(publishers * batch_messages);
    std::iota(order.begin(), order.end(), std::size_t{0});
    // NOLINTNEXTLINE(cert-msc51-cpp): every run is to publish the same
    std::shuffle(order.begin(), order.end(), std::mt19937{1});
    std::vector<publisher*> out;
    for (std::size_t i = 0; i < publishers; ++i) {
        std::vector<utterance> batch;
        for (std::size_t j = 0; j < batch_messages; ++j)
            batch.push_back(following.message(order[i * batch_messages + j]));
        out.push_back(&all.add_publisher(std::move(batch), payload_bytes));
    }
    return out;
}

} // namespace

report run_many_topics(const peer& server, const settings& with) {
    crowd all{server, with.at, with.subscribers};
    const followers following{with};
    all.connect(with.subscribers, connecting_max,
                [&](std::size_t which) { return following.plan(which); });
    const std::vector<publisher*> from = add_publishers(all, following, with.payload_bytes);
    for (publisher* const one : from)
        publish_rounds(all, *one, 0); // from now on every topic is known

    report out;
    const stretch measured{all, with.processes};
    std::uint64_t rounds = 0;
    const std::chrono::duration<double> time{with.seconds};
    for (const auto begun = crowd::clock::now(); crowd::clock::now() - begun < time;)
        publish_rounds(all, *from[rounds++ % from.size()], 0);
    measured.tell(out);
    out.add("messages", rounds * batch_messages);
    out.add("server_memory_bytes", memory_bytes_of(with.processes));
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
