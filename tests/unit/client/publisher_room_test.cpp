// What a publisher does when its buffer is full, and how it ends.

#include "support/catch.hpp"
#include "unit/client/publisher_fixture.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

using script = asio::awaitable<void>;

/// A publisher with room for two messages, and what became of those that waited for room.
struct room_fixture : publisher_fixture {
    std::vector<std::string> outcomes;

    room_fixture()
        : publisher_fixture{[](publisher_options& options) {
              options.buffer_messages_max = 2;
          }} {}

    void say_when_room(const std::string& payload) {
        const auto on_end = [this, payload](const std::exception_ptr&,
                                            const result<std::uint64_t>& taken) {
            outcomes.push_back(payload + (taken ? "=" + std::to_string(*taken)
                                                : " " + std::string{name_of(taken.error().code)}));
            told.notify();
        };
        asio::co_spawn(loop, subject->publish_when_room("a", payload), on_end);
    }

    /// A welcomed connection.
    asio::awaitable<scripted_connection> connect() {
        auto connection = co_await hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        co_return connection;
    }
};

using strings = std::vector<std::string>;

TEST_CASE("who waits for room is served in order as the hub stores", "[client]") {
    room_fixture f;
    f.say("one");
    f.say_when_room("two"); // there is room: at once
    f.say_when_room("three");
    f.say_when_room("four");
    f.say_when_room("five");
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        const auto first = co_await connection.messages(2);
        CHECK(first == "1=one 2=two");
        CHECK(f.outcomes == strings{"two=2"});
        co_await connection.ack(1);
        const auto second = co_await connection.messages(1);
        CHECK(second == "3=three");
        CHECK(f.outcomes == strings{"two=2", "three=3"});
        co_await connection.ack(3);
        const auto rest = co_await connection.messages(2);
        CHECK(rest == "4=four 5=five");
    };
    run_coroutine(f.loop, story());
    CHECK(f.outcomes == strings{"two=2", "three=3", "four=4", "five=5"});
}

TEST_CASE("a message that no hub would take doesn't wait for room", "[client]") {
    room_fixture f;
    const auto refused = run_coroutine(f.loop, f.subject->publish_when_room("a/#", "x"));
    CHECK(refused.error().code == errc::bad_topic);
}

TEST_CASE("closing wakes those who wait for room", "[client]") {
    room_fixture f;
    f.say("one");
    f.say("two");
    f.say_when_room("three");
    f.say_when_room("four");
    f.loop.poll();
    CHECK(f.outcomes.empty());
    SECTION("by close()") {
        f.subject->close();
    }
    SECTION("by destroying it") {
        f.subject.reset();
    }
    f.loop.restart();
    f.loop.poll();
    CHECK(f.outcomes == strings{"three closed", "four closed"});
}

TEST_CASE("the end of run() wakes those who wait for room", "[client]") {
    room_fixture f;
    f.say("one");
    f.say("two");
    f.say_when_room("three");
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        co_await connection.error(errc::unauthorized, std::nullopt, true);
        co_await f.wait_for_end();
        const auto condition = [&] {
            return !f.outcomes.empty();
        };
        co_await f.wait_until(condition);
    };
    run_coroutine(f.loop, story());
    CHECK(f.outcomes == strings{"three closed"});
}

TEST_CASE("finishing takes no more, waits for the hub and tells that nothing is left", "[client]") {
    room_fixture f;
    f.say("one");
    f.say("two");
    f.say_when_room("three");
    f.start();
    std::optional<std::size_t> left;
    const auto finish = [&]() -> script {
        left = co_await f.subject->finish(event::clock::now() + 10s);
        f.told.notify();
    };
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        static_cast<void>(co_await connection.messages(2));
        asio::co_spawn(f.loop, finish(), [](const std::exception_ptr&) {});
        const auto refusing = [&] {
            return !f.outcomes.empty();
        };
        co_await f.wait_until(refusing);
        CHECK(f.outcomes == strings{"three closed"});
        CHECK(f.subject->publish("a", "late").error().code == errc::closed);
        CHECK_FALSE(left);
        co_await connection.ack(2);
        const auto finished = [&] {
            return left.has_value();
        };
        co_await f.wait_until(finished);
        co_await f.wait_for_end();
    };
    run_coroutine(f.loop, story());
    CHECK(left == 0U);
    CHECK(f.ended->code == errc::closed);
}

TEST_CASE("finishing tells how many the hub hasn't stored by the deadline", "[client]") {
    room_fixture f;
    f.say("one");
    f.say("two");
    f.start();
    CHECK(run_coroutine(f.loop, f.subject->finish(event::clock::now() + 5ms)) == 2);
    run_coroutine(f.loop, f.wait_for_end());
    CHECK(f.ended->code == errc::closed);
}

TEST_CASE("several may wait for the hub to store everything", "[client]") {
    room_fixture f;
    f.say("one");
    f.start();
    int flushed = 0;
    const auto flush = [&]() -> script {
        if (co_await f.flush())
            ++flushed;
        f.told.notify();
    };
    for (int i = 0; i < 2; ++i)
        asio::co_spawn(f.loop, flush(), [](const std::exception_ptr&) {});
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        static_cast<void>(co_await connection.messages(1));
        co_await connection.ack(1);
        const auto both = [&] {
            return flushed == 2;
        };
        co_await f.wait_until(both);
    };
    run_coroutine(f.loop, story());
}

// A hub that refuses and closes with unread bytes resets the connection: a write failed before the
// reader had got to the reason, and the publisher took it for a lost connection and came back.
TEST_CASE("the hub's last words count, also when writing has failed", "[client]") {
    publisher_fixture f;
    for (int i = 0; i < 100; ++i)
        f.say(std::string(100'000, 'x'));
    f.start();
    const auto story = [&]() -> script {
        {
            auto connection = co_await f.hub.accept();
            static_cast<void>(co_await connection.hello());
            co_await connection.welcome(0);
            static_cast<void>(co_await connection.messages(1));
            co_await connection.error(errc::taken_over, std::nullopt, true);
        }
        co_await f.wait_for_end();
    };
    run_coroutine(f.loop, story());
    CHECK(f.ended->code == errc::taken_over);
}

} // namespace
} // namespace crier
