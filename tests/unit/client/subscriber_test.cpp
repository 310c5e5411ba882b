#include <crier/subscriber.hpp>

#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "unit/client/subscriber_fixture.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

using fixture = subscriber_fixture;
using strings = std::vector<std::string>;
using script = asio::awaitable<void>;

/// What a subscriber with these options asks a hub for whose history ends at offset 9 of epoch 1.
std::string asked_with(const std::function<void(subscriber_options&)>& change) {
    fixture f{change};
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect(9);
    };
    run_coroutine(f.loop, story());
    return f.asked;
}

TEST_CASE("a subscriber asks for what its options say", "[client]") {
    CHECK(asked_with({}) == R"({"topics":["a"],"since":"0000000000000001:9"})");
    CHECK(asked_with([](subscriber_options& options) {
              options.filters = {"a/#", "+"};
              options.since = position{epoch{2}, offset{5}};
          }) == R"({"topics":["a/#","+"],"since":"0000000000000002:5"})");
    CHECK(asked_with([](subscriber_options& options) {
              options.since = position{std::nullopt, offset{}};
          }) == R"({"topics":["a"],"since":"0"})");
    CHECK(asked_with([](subscriber_options& options) { options.last = 3; }) ==
          R"({"topics":["a"],"last":3})");
}

TEST_CASE("it says who it is, and its token", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.token = "secret";
    }};
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        const auto hello = co_await connection.hello();
        CHECK(hello.source == "test");
        CHECK(hello.token == "secret");
        CHECK(hello.session.empty());
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("messages are handed over in order, and position() keeps up", "[client]") {
    fixture f;
    CHECK_FALSE(f.subject->position());
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect(2);
        const position welcomed{epoch{1}, offset{2}};
        CHECK(f.subject->is_connected());
        CHECK(f.subject->position() == welcomed);
        co_await connection.message(3, "x");
        co_await connection.message(7, "y");
        co_await f.wait_to_hear(2);
        const position heard{epoch{1}, offset{7}};
        CHECK(f.subject->position() == heard);
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard == strings{"3=x", "7=y"});
    CHECK(f.connected == strings{"scripted"});
    CHECK(f.setbacks.empty());
}

TEST_CASE("a later run begins where position() said", "[client]") {
    std::optional<position> reached;
    {
        fixture f;
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.connect(2);
            co_await connection.message(3, "x");
            co_await f.wait_to_hear(1);
        };
        run_coroutine(f.loop, story());
        reached = f.subject->position();
    }
    CHECK(asked_with([&](subscriber_options& options) { options.since = reached; }) ==
          R"({"topics":["a"],"since":"0000000000000001:3"})");
}

TEST_CASE("of `last` no position is known before the first message", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.last = 1;
    }};
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect(9);
        CHECK_FALSE(f.subject->position());
        co_await connection.message(8, "x");
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK(f.subject->position() == position{epoch{1}, offset{8}});
}

TEST_CASE("closing a subscriber ends run() wherever it is", "[client]") {
    SECTION("while it waits for its next attempt") {
        fixture f{[](subscriber_options& options) {
            options.backoff_base = options.backoff_cap = 1h;
        }};
        f.hub.go_away();
        f.start();
        run_coroutine(f.loop, f.wait_for_setback());
        f.subject->close();
        run_coroutine(f.loop, f.wait_for_end());
        CHECK(f.ended->code == errc::closed);
    }
    SECTION("while it is connected") {
        fixture f;
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.connect();
            f.subject->close();
            co_await f.wait_for_end();
            CHECK_FALSE(f.subject->is_connected());
            const bool left = co_await connection.is_left();
            CHECK(left);
        };
        run_coroutine(f.loop, story());
        CHECK(f.ended->code == errc::closed);
        CHECK(f.setbacks.empty());
    }
    SECTION("before it began") {
        fixture f;
        f.subject->close();
        f.start();
        run_coroutine(f.loop, f.wait_for_end());
        CHECK(f.ended->code == errc::closed);
    }
}

TEST_CASE("a handler that closes is handed nothing more", "[client]") {
    fixture f;
    const auto close = [&] {
        f.subject->close();
    };
    std::string bytes;
    SECTION("of messages") {
        f.on_message = close;
        bytes = scripted_connection::message_bytes(1, "x");
    }
    SECTION("of gaps") {
        f.on_missed = close;
        bytes = scripted_connection::gap_bytes({offset{}, offset{2}, gap_reason::expired});
    }
    bytes +=
        scripted_connection::message_bytes(2, "y") + scripted_connection::message_bytes(3, "z");
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        co_await connection.write(bytes); // one read brings them all
        co_await f.wait_for_end();
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard.size() + f.missed.size() == 1);
    CHECK(f.ended->code == errc::closed);
    CHECK(f.setbacks.empty());
}

TEST_CASE("destroying a connected subscriber ends run(), and nothing is told any more",
          "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        co_await connection.message(1, "x");
        f.subject.reset();
        const bool left = co_await connection.is_left();
        CHECK(left);
        co_await f.wait_for_end();
    };
    run_coroutine(f.loop, story());
    CHECK(f.ended->code == errc::closed);
    CHECK(f.heard.empty());
    CHECK(f.setbacks.empty());
}

TEST_CASE("a loop may be destroyed while its subscriber runs", "[client]") {
    asio::io_context loop;
    scripted_hub hub{loop.get_executor()};
    subscriber_options options;
    options.port = hub.port();
    options.filters = {"a"};
    subscriber subject{loop.get_executor(), options, {}};
    asio::co_spawn(loop, subject.run(), [](const std::exception_ptr&, const refusal&) {});
    const auto story = [&]() -> script {
        auto connection = co_await hub.accept();
        static_cast<void>(co_await connection.hello());
    };
    run_coroutine(loop, story());
}

TEST_CASE("a task group can cancel a subscriber", "[client]") {
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
        auto connection = co_await f.connect();
        group.cancel();
        const bool ended = co_await group.wait_until(event::clock::now() + 10s);
        CHECK(ended);
    };
    run_coroutine(f.loop, story());
    CHECK_FALSE(failed);
}

TEST_CASE("what no hub would subscribe to is told beforehand, and ends run()", "[client]") {
    subscriber_options options;
    errc wrong{};
    SECTION("no filter") {
        wrong = errc::bad_filter;
    }
    SECTION("a filter that is none") {
        options.filters = {"a", "b/#/c"};
        wrong = errc::bad_filter;
    }
    SECTION("two beginnings") {
        options.filters = {"a"};
        options.since = position{};
        options.last = 1;
        wrong = errc::bad_request;
    }
    SECTION("a source that is none") {
        options.filters = {"a"};
        options.source = "press 7";
        wrong = errc::bad_frame;
    }
    const auto refused = check_options(options);
    REQUIRE(refused);
    CHECK(refused->code == wrong);
    asio::io_context loop;
    subscriber subject{loop.get_executor(), options, {}};
    CHECK(run_coroutine(loop, subject.run()).code == wrong);
}

} // namespace
} // namespace crier
