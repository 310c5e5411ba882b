// How a subscriber gets over what hubs and networks do to it.

#include "support/catch.hpp"
#include "unit/client/subscriber_fixture.hpp"

#include <functional>
#include <string>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

using fixture = subscriber_fixture;
using strings = std::vector<std::string>;
using script = asio::awaitable<void>;

TEST_CASE("a subscriber waits for a hub that isn't there yet", "[client]") {
    fixture f;
    f.hub.go_away();
    f.start();
    const auto story = [&]() -> script {
        const auto condition = [&] {
            return f.setbacks.size() >= 3;
        };
        co_await f.wait_until(condition);
        f.hub.come_back();
        auto connection = co_await f.connect();
        co_await connection.message(1, "x");
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK_FALSE(f.setbacks[0].was_connected);
    CHECK(f.setbacks[2].attempts == 3);
    CHECK(f.setbacks[0].why.message.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("after a cut it goes on behind the last message", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        {
            auto first = co_await f.connect(5);
            co_await first.message(7, "x");
            // A frame that was begun is no message yet.
            co_await first.write(scripted_connection::message_bytes(8, "y").substr(0, 20));
        }
        auto second = co_await f.connect(20);
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:7"})");
        co_await second.message(8, "y");
        co_await f.wait_to_hear(2);
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard == strings{"7=x", "8=y"});
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].why.code == errc::connection_ended);
    CHECK(f.setbacks[0].was_connected);
}

/// What a subscriber asks for after a cut before its first message.
std::string asked_again_with(const std::function<void(subscriber_options&)>& change) {
    fixture f{change};
    f.start();
    const auto story = [&]() -> script {
        { auto first = co_await f.connect(5); }
        auto second = co_await f.connect(20, 2);
    };
    run_coroutine(f.loop, story());
    return f.asked;
}

TEST_CASE("after a cut before the first message nothing since then is left out", "[client]") {
    SECTION("the first WELCOME says where it began") {
        CHECK(asked_again_with({}) == R"({"topics":["a"],"since":"0000000000000001:5"})");
    }
    SECTION("a position stays") {
        CHECK(asked_again_with([](subscriber_options& options) {
                  options.since = position{epoch{3}, offset{4}};
              }) == R"({"topics":["a"],"since":"0000000000000003:4"})");
    }
    // Another history has other messages under the same offsets.
    SECTION("an offset alone is one of the first history") {
        CHECK(asked_again_with([](subscriber_options& options) {
                  options.since = position{std::nullopt, offset{4}};
              }) == R"({"topics":["a"],"since":"0000000000000001:4"})");
    }
    SECTION("everything that is kept is asked for again") {
        CHECK(asked_again_with([](subscriber_options& options) { options.since = position{}; }) ==
              R"({"topics":["a"],"since":"0"})");
    }
    SECTION("the last ones are asked for again") {
        CHECK(asked_again_with([](subscriber_options& options) { options.last = 3; }) ==
              R"({"topics":["a"],"last":3})");
    }
}

TEST_CASE("a gap is told in its place, and the next connection begins behind it", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        {
            auto first = co_await f.connect(4);
            const gap expired{offset{4}, offset{10}, gap_reason::expired};
            co_await first.tell(expired);
            const auto condition = [&] {
                return !f.missed.empty();
            };
            co_await f.wait_until(condition);
            CHECK(f.subject->is_connected());
        }
        auto second = co_await f.connect(20);
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:9"})");
        co_await second.message(10, "x");
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK(f.missed == strings{"4..10"});
    CHECK(f.heard == strings{"10=x"});
}

TEST_CASE("in another history offsets begin anew, and that is told", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        {
            auto first = co_await f.connect(90);
            co_await first.message(91, "x");
            co_await f.wait_to_hear(1);
        }
        {
            auto second = co_await f.connect(3, 2);
            CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:91"})");
            const gap changed{offset{}, offset{1}, gap_reason::epoch_changed};
            co_await second.tell(changed);
            co_await second.message(2, "y");
            co_await f.wait_to_hear(2);
        }
        auto third = co_await f.connect(3, 2);
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000002:2"})");
    };
    run_coroutine(f.loop, story());
    CHECK(f.missed == strings{"0..1 epoch changed"});
    CHECK(f.heard == strings{"91=x", "2=y"});
}

// A history that was put back to an older state keeps its epoch.
TEST_CASE("a history that has lost its end is another one", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.since = position{epoch{1}, offset{90}};
    }};
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect(3);
        const gap changed{offset{}, offset{2}, gap_reason::epoch_changed};
        co_await connection.tell(changed);
        co_await connection.message(2, "x");
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK(f.missed == strings{"0..2 epoch changed"});
}

TEST_CASE("a history that lost its end under another epoch goes on behind what is left",
          "[client]") {
    fixture f{[](subscriber_options& options) {
        options.since = position{epoch{1}, offset{90}};
    }};
    f.start();
    const auto story = [&]() -> script {
        {
            auto first = co_await f.connect(50, 2);
            const gap lost{offset{50}, offset{51}, gap_reason::epoch_changed};
            co_await first.tell(lost);
            co_await first.message(51, "x");
            co_await f.wait_to_hear(1);
        }
        auto second = co_await f.connect(51, 2);
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000002:51"})");
    };
    run_coroutine(f.loop, story());
    CHECK(f.missed == strings{"50..51 epoch changed"});
    CHECK(f.heard == strings{"51=x"});
}

TEST_CASE("a hub that drains is left at once, and come back to when it said", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.connect_deadline = 1h; // which a publisher would wait for its last answers
    }};
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.connect();
        co_await first.message(1, "x");
        co_await first.drain(20ms);
        const bool left = co_await first.is_left();
        CHECK(left);
        const auto left_at = event::clock::now();
        auto second = co_await f.connect();
        CHECK(event::clock::now() - left_at >= 15ms); // it began to wait a little before
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:1"})");
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard == strings{"1=x"});
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].was_connected);
    CHECK(f.setbacks[0].retry_in >= 20ms);
}

TEST_CASE("a hub's final refusal ends the subscriber", "[client]") {
    for (const errc code :
         {errc::unauthorized, errc::forbidden, errc::unsupported_protocol, errc::bad_frame}) {
        fixture f;
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.hub.accept();
            static_cast<void>(co_await connection.hello());
            co_await connection.error(code, std::nullopt, true);
            co_await f.wait_for_end();
        };
        run_coroutine(f.loop, story());
        CHECK(f.ended->code == code);
        CHECK(f.ended->message == "because");
        CHECK(f.setbacks.empty());
    }
}

TEST_CASE("what can't be subscribed to ends the subscriber", "[client]") {
    for (const errc code : {errc::bad_filter, errc::bad_request, errc::position_unknown}) {
        fixture f;
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.connect();
            co_await connection.error(code, std::nullopt, false);
            const bool left = co_await connection.is_left();
            CHECK(left);
            co_await f.wait_for_end();
        };
        run_coroutine(f.loop, story());
        CHECK(f.ended->code == code);
    }
}

TEST_CASE("a hub's own trouble makes the subscriber come back", "[client]") {
    for (const errc code :
         {errc::rate_limited, errc::too_many_connections, errc::timeout, errc::internal}) {
        for (const bool fatal : {true, false}) {
            fixture f;
            f.start();
            const auto story = [&]() -> script {
                auto first = co_await f.connect();
                co_await first.error(code, std::nullopt, fatal);
                auto second = co_await f.connect();
            };
            run_coroutine(f.loop, story());
            REQUIRE(f.setbacks.size() == 1);
            CHECK(f.setbacks[0].why.code == code);
        }
    }
}

TEST_CASE("a hub that a subscriber hears nothing from any more is left", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.ping_interval = 5ms;
    }};
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.connect();
        int pings = 0;
        auto got = co_await first.next();
        for (; got.type == frame_type::ping; got = co_await first.next())
            ++pings;
        CHECK(pings == 2);
        CHECK(got.type == frame_type{});
        auto second = co_await f.connect();
        // Whatever is heard is an answer.
        for (std::uint64_t at = 1; at <= 5; ++at) {
            const auto ping = co_await second.next();
            CHECK(ping.type == frame_type::ping);
            co_await second.message(at, "x");
        }
    };
    run_coroutine(f.loop, story());
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].why.code == errc::timeout);
}

TEST_CASE("a hub that doesn't answer a subscriber's HELLO is left", "[client]") {
    fixture f{[](subscriber_options& options) {
        options.connect_deadline = 20ms;
    }};
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.hub.accept();
        static_cast<void>(co_await first.hello());
        const bool left = co_await first.is_left();
        CHECK(left);
        auto second = co_await f.hub.accept();
        static_cast<void>(co_await second.hello());
    };
    run_coroutine(f.loop, story());
    CHECK(f.setbacks[0].why.code == errc::timeout);
    CHECK_FALSE(f.setbacks[0].was_connected);
}

} // namespace
} // namespace crier
