#include "history/topic_state.hpp"

#include "support/catch.hpp"

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr timestamp start{std::chrono::microseconds{1'700'000'000'000'000}};

bool about(double value, double wanted) {
    return value > wanted * 0.97 && value < wanted * 1.03;
}

TEST_CASE("a topic remembers its last message and counts them all", "[history]") {
    topic_state topic;
    CHECK(topic.rate(start) == 0);
    topic.add(offset{5}, start);
    topic.add(offset{9}, start + 2s);
    CHECK(topic.count == 2);
    CHECK(topic.last == offset{9});
    CHECK(topic.last_time == start + 2s);
}

TEST_CASE("a steady topic's rate is what it is, after a few minutes", "[history]") {
    for (const int per_second : {1, 10, 100}) {
        CAPTURE(per_second);
        topic_state topic;
        auto now = start;
        for (int i = 0; i < per_second * 300; ++i, now += 1'000'000us / per_second)
            topic.add(offset{1}, now);
        CHECK(about(topic.rate(now), per_second));
    }
}

TEST_CASE("a rate falls to e^-1 of itself in a minute of silence", "[history]") {
    topic_state topic;
    for (int i = 0; i < 1000; ++i)
        topic.add(offset{1}, start);
    const double before = topic.rate(start);
    CHECK(about(before, 1000.0 / 60));
    CHECK(about(topic.rate(start + 60s), before * 0.3679));
    CHECK(about(topic.rate(start + 120s), before * 0.1353));
    CHECK(topic.rate(start + 24h) < 1e-9);
}

TEST_CASE("a single message shows as a sixtieth a second", "[history]") {
    topic_state topic;
    topic.add(offset{1}, start);
    CHECK(about(topic.rate(start), 1.0 / 60));
}

} // namespace
} // namespace crier
