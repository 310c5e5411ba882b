#include "cli/replay_pace.hpp"

#include "support/catch.hpp"

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr timestamp recorded{1'764'000'000s};

TEST_CASE("a speed is a number over nothing, or max", "[cli]") {
    CHECK(parse_speed("1") == replay_speed{1.0});
    CHECK(parse_speed("0.5") == replay_speed{0.5});
    CHECK(parse_speed("10") == replay_speed{10.0});
    REQUIRE(parse_speed("max"));
    CHECK_FALSE(parse_speed("max")->has_value());
    for (const char* text : {"", "0", "-1", "x", "1x", "nan", "inf", "1e3", "1000001"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_speed(text));
    }
}

TEST_CASE("messages are as far apart as they were, divided by the speed", "[cli]") {
    const replay_pace::clock::time_point begun{100s};
    replay_pace same{replay_speed{1.0}, begun};
    CHECK(same.due(recorded) == begun);
    CHECK(same.due(recorded + 1500ms) == begun + 1500ms);
    replay_pace faster{replay_speed{10.0}, begun};
    CHECK(faster.due(recorded) == begun);
    CHECK(faster.due(recorded + 1s) == begun + 100ms);
    CHECK(faster.due(recorded + 1h) == begun + 6min);
    replay_pace slower{replay_speed{0.5}, begun};
    CHECK(slower.due(recorded) == begun);
    CHECK(slower.due(recorded + 1s) == begun + 2s);
}

TEST_CASE("without waiting everything is due at once", "[cli]") {
    const replay_pace::clock::time_point begun{100s};
    replay_pace pace{replay_speed{}, begun};
    CHECK(pace.due(recorded) == begun);
    CHECK(pace.due(recorded + 1h) == begun);
}

TEST_CASE("a message that is older than the first doesn't go back in time", "[cli]") {
    const replay_pace::clock::time_point begun{100s};
    replay_pace pace{replay_speed{1.0}, begun};
    CHECK(pace.due(recorded) == begun);
    CHECK(pace.due(recorded - 1h) == begun);
}

} // namespace
} // namespace crier
