#include "history/stream_health.hpp"

#include "support/catch.hpp"

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr stream_health::clock::time_point start{1h};

TEST_CASE("a hub that nobody publishes to asks now and then, one question at a time", "[history]") {
    stream_health health;
    CHECK(health.begin_asking(start, false));
    CHECK_FALSE(health.begin_asking(start + 10s, false));
    health.note_answer(stream_answer::well, false);
    CHECK(health.begin_asking(start + 10s, false));
    health.note_answer(stream_answer::well, false);
    CHECK_FALSE(health.begin_asking(start + 11s, false));
    CHECK(health.begin_asking(start + 12s, false));
}

TEST_CASE("who stores needn't ask", "[history]") {
    stream_health health;
    health.note_stored(start);
    CHECK_FALSE(health.begin_asking(start + 1s, false));
    CHECK(health.begin_asking(start + 2s, false));
}

TEST_CASE("who stores some and waits for others asks", "[history]") {
    stream_health health;
    health.note_stored(start);
    CHECK(health.begin_asking(start + 1s, true));
    CHECK_FALSE(health.begin_asking(start + 1s, true));
}

TEST_CASE("a stream that can't store is trouble until it says that it is well", "[history]") {
    for (const auto said : {stream_answer::none, stream_answer::alone}) {
        stream_health health;
        health.note_answer(said, false);
        CHECK(health.trouble());
        health.note_answer(stream_answer::well, false);
        CHECK_FALSE(health.trouble());
    }
}

// A hub that wasn't ready got no publishers, and only what they sent could make it ready again.
TEST_CASE("entries that didn't come back are forgiven once the stream is well", "[history]") {
    stream_health health;
    health.note_stored(start);
    health.note_late();
    CHECK(health.trouble());
    CHECK(health.begin_asking(start + 1s, false));
    SECTION("unless others are overdue") {
        health.note_answer(stream_answer::well, true);
        CHECK(health.trouble());
    }
    SECTION("by an answer") {
        health.note_answer(stream_answer::well, false);
        CHECK_FALSE(health.trouble());
    }
    SECTION("by one that came back") {
        health.note_stored(start + 1s);
        CHECK_FALSE(health.trouble());
    }
}

TEST_CASE("while no server is reached nothing else counts, and one that is found is asked at once",
          "[history]") {
    stream_health health;
    CHECK(health.begin_asking(start, false));
    health.note_lost("refused");
    health.note_stored(start); // what had been read before
    health.note_answer(stream_answer::well, false);
    REQUIRE(health.trouble());
    CHECK(*health.trouble() == "NATS can't be reached: refused");
    health.note_found();
    CHECK(health.trouble());
    CHECK(health.begin_asking(start, false));
    health.note_answer(stream_answer::well, false);
    CHECK_FALSE(health.trouble());
}

} // namespace
} // namespace crier
