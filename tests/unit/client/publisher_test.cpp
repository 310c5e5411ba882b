#include <crier/publisher.hpp>

#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "unit/client/publisher_fixture.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

using fixture = publisher_fixture;
using strings = std::vector<std::string>;
using script = asio::awaitable<void>;

TEST_CASE("what was published before and after connecting is sent and acknowledged", "[client]") {
    fixture f;
    f.say("one");
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        const auto hello = co_await connection.hello();
        CHECK(hello.source == "test");
        CHECK(hello.session.size() == 32);
        co_await connection.welcome(0);
        const auto got = co_await connection.messages(1);
        CHECK(got == "1=one");
        f.say("two");
        const auto more = co_await connection.messages(1);
        CHECK(more == "2=two");
        CHECK(f.subject->is_connected());
        CHECK(f.subject->unacknowledged() == 2);
        co_await connection.ack(2);
        const bool flushed = co_await f.flush();
        CHECK(flushed);
        CHECK(f.subject->acknowledged() == 2);
    };
    run_coroutine(f.loop, story());
    CHECK(f.connected == strings{"scripted"});
    CHECK(f.setbacks.empty());
}

TEST_CASE("what no hub would take is refused at once", "[client]") {
    fixture f;
    CHECK(f.subject->publish("a/#", "x").error().code == errc::bad_topic);
    CHECK(f.subject->publish("$hub/x", "x").error().code == errc::forbidden);
    CHECK(f.subject->publish("a", "\xFF").error().code == errc::bad_payload);
    CHECK(f.subject->publish("a", "{", payload_format::json).error().code == errc::bad_payload);
    CHECK(f.subject->publish("a", std::string(payload_bytes_default + 1, 'x')).error().code ==
          errc::bad_payload);
    CHECK(f.subject->unacknowledged() == 0);
    CHECK(f.subject->publish("a", "x").value() == 1);
}

TEST_CASE("a full buffer refuses, and takes again when there is room", "[client]") {
    fixture f{[](publisher_options& options) {
        options.buffer_messages_max = 2;
    }};
    f.say("one");
    f.say("two");
    CHECK(f.subject->publish("a", "three").error().code == errc::buffer_full);
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        static_cast<void>(co_await connection.messages(2));
        co_await connection.ack(2);
        const bool flushed = co_await f.flush();
        CHECK(flushed);
        f.say("three");
        const auto got = co_await connection.messages(1);
        CHECK(got == "3=three");
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("a flush ends at its deadline when the hub stores nothing", "[client]") {
    fixture f;
    f.say("one");
    f.start();
    CHECK_FALSE(run_coroutine(f.loop, f.subject->flush_until(event::clock::now() + 5ms)));
    CHECK(f.subject->unacknowledged() == 1);
}

TEST_CASE("closing ends run() wherever it is", "[client]") {
    SECTION("while it waits for its next attempt") {
        fixture f{[](publisher_options& options) {
            options.backoff_base = 1h;
        }};
        f.hub.go_away();
        f.start();
        run_coroutine(f.loop, f.wait_until([&] { return !f.setbacks.empty(); }));
        f.subject->close();
        run_coroutine(f.loop, f.wait_for_end());
        CHECK(f.ended->code == errc::closed);
    }
    SECTION("while it is connected") {
        fixture f;
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.hub.accept();
            static_cast<void>(co_await connection.hello());
            co_await connection.welcome(0);
            const auto condition = [&] {
                return !f.connected.empty();
            };
            co_await f.wait_until(condition);
            f.subject->close();
            co_await f.wait_for_end();
            CHECK_FALSE(f.subject->is_connected());
        };
        run_coroutine(f.loop, story());
        CHECK(f.ended->code == errc::closed);
        CHECK(f.setbacks.empty());
        CHECK(f.subject->publish("a", "x").error().code == errc::closed);
    }
    SECTION("before it began") {
        fixture f;
        f.subject->close();
        f.start();
        run_coroutine(f.loop, f.wait_for_end());
        CHECK(f.ended->code == errc::closed);
    }
}

TEST_CASE("destroying a connected publisher ends run(), and nothing is told any more", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        const auto condition = [&] {
            return !f.connected.empty();
        };
        co_await f.wait_until(condition);
        f.subject.reset();
        const bool left = co_await connection.is_left();
        CHECK(left);
        co_await f.wait_for_end();
    };
    run_coroutine(f.loop, story());
    CHECK(f.ended->code == errc::closed);
    CHECK(f.setbacks.empty());
}

TEST_CASE("a loop may be destroyed while its publisher runs", "[client]") {
    asio::io_context loop;
    scripted_hub hub{loop.get_executor()};
    publisher_options options;
    options.port = hub.port();
    publisher subject{loop.get_executor(), options};
    asio::co_spawn(loop, subject.run(), [](const std::exception_ptr&, const refusal&) {});
    const auto story = [&]() -> script {
        auto connection = co_await hub.accept();
        static_cast<void>(co_await connection.hello());
    };
    run_coroutine(loop, story());
}

TEST_CASE("a task group can cancel a publisher", "[client]") {
    fixture f;
    bool failed = false;
    task_group group{f.loop.get_executor(), [&](const std::exception_ptr&) {
                         failed = true;
                     }};
    const auto run = [&]() -> script {
        static_cast<void>(co_await f.subject->run());
    };
    group.spawn(run());
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        const auto condition = [&] {
            return !f.connected.empty();
        };
        co_await f.wait_until(condition);
        group.cancel();
        const bool ended = co_await group.wait_until(event::clock::now() + 10s);
        CHECK(ended);
    };
    run_coroutine(f.loop, story());
    CHECK_FALSE(failed);
}

TEST_CASE("a hub may be given by its name", "[client]") {
    fixture f{[](publisher_options& options) {
        options.host = "localhost";
    }};
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("a name that doesn't exist is told as such and tried again", "[client]") {
    fixture f{[](publisher_options& options) {
        options.host = "no-such-host.invalid";
    }};
    f.start();
    run_coroutine(f.loop, f.wait_until([&] { return f.setbacks.size() >= 2; }));
    CHECK(f.setbacks[0].why.message.find("no-such-host.invalid") != std::string::npos);
}

TEST_CASE("options that a hub would refuse are told beforehand", "[client]") {
    publisher_options options;
    CHECK_FALSE(check_options(options));
    options.source = "press-7";
    CHECK_FALSE(check_options(options));
    options.source = "press 7";
    CHECK(check_options(options)->message.find("source") != std::string::npos);
    options.source = "press-7";
    options.session = "a/b";
    CHECK(check_options(options)->message.find("session") != std::string::npos);
}

} // namespace
} // namespace crier
