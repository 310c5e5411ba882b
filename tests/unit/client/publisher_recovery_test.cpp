// How a publisher gets over what hubs and networks do to it.

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

TEST_CASE("a publisher waits for a hub that isn't there yet", "[client]") {
    fixture f;
    f.hub.go_away();
    f.say("one");
    f.start();
    const auto story = [&]() -> script {
        const auto condition = [&] {
            return f.setbacks.size() >= 3;
        };
        co_await f.wait_until(condition);
        CHECK_FALSE(f.setbacks[0].was_connected);
        CHECK(f.setbacks[0].attempts == 1);
        CHECK(f.setbacks[2].attempts == 3);
        CHECK(f.setbacks[0].why.message.find("127.0.0.1") != std::string::npos);
        f.hub.come_back();
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        const auto got = co_await connection.messages(1);
        CHECK(got == "1=one");
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("after a lost connection only what isn't stored is sent again", "[client]") {
    fixture f;
    for (const std::string payload : {"one", "two", "three"})
        f.say(payload);
    f.start();
    const auto story = [&]() -> script {
        std::string session;
        {
            auto first = co_await f.hub.accept();
            const auto hello = co_await first.hello();
            session = hello.session;
            co_await first.welcome(0);
            static_cast<void>(co_await first.messages(3));
            co_await first.ack(1);
        }
        auto second = co_await f.hub.accept();
        const auto hello = co_await second.hello();
        CHECK(hello.session == session);
        co_await second.welcome(2);
        const auto got = co_await second.messages(1);
        CHECK(got == "3=three");
        co_await second.ack(3);
        const bool flushed = co_await f.flush();
        CHECK(flushed);
    };
    run_coroutine(f.loop, story());
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].was_connected);
    CHECK(f.subject->acknowledged() == 3);
}

TEST_CASE("a hub with a new history gets a new session", "[client]") {
    fixture f;
    for (const std::string payload : {"one", "two", "three"})
        f.say(payload);
    f.start();
    const auto story = [&]() -> script {
        std::string session;
        {
            auto first = co_await f.hub.accept();
            const auto hello = co_await first.hello();
            session = hello.session;
            co_await first.welcome(0, 1);
            static_cast<void>(co_await first.messages(3));
            co_await first.ack(1);
            const auto condition = [&] {
                return !f.connected.empty();
            };
            co_await f.wait_until(condition);
        }
        auto second = co_await f.hub.accept();
        const auto hello = co_await second.hello();
        CHECK(hello.session == session);
        co_await second.welcome(0, 2);
        auto third = co_await f.hub.accept();
        const auto other = co_await third.hello();
        CHECK(other.session != session);
        co_await third.welcome(0, 2);
        const auto got = co_await third.messages(2);
        CHECK(got == "1=two 2=three");
        co_await third.ack(2);
        const bool flushed = co_await f.flush();
        CHECK(flushed);
    };
    run_coroutine(f.loop, story());
    CHECK(f.subject->acknowledged() == 3);
}

TEST_CASE("a later run with the same session finds how far the hub has stored it", "[client]") {
    fixture f{[](publisher_options& options) {
        options.session = "yesterday";
    }};
    CHECK(f.subject->session() == "yesterday");
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        const auto hello = co_await connection.hello();
        CHECK(hello.session == "yesterday");
        co_await connection.welcome(41);
        const auto condition = [&] {
            return !f.connected.empty();
        };
        co_await f.wait_until(condition);
        CHECK(f.subject->next_seq() == 42);
        f.say("on");
        CHECK(f.subject->next_seq() == 43);
        const auto got = co_await connection.messages(1);
        CHECK(got == "42=on");
        CHECK(f.subject->session() == "yesterday");
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("a message that the hub refuses is dropped and told", "[client]") {
    fixture f;
    for (const std::string payload : {"one", "two", "three"})
        f.say(payload);
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        static_cast<void>(co_await connection.messages(3));
        co_await connection.error(errc::bad_payload, 2, false);
        co_await connection.ack(3);
        const bool flushed = co_await f.flush();
        CHECK(flushed);
    };
    run_coroutine(f.loop, story());
    CHECK(f.refused == std::vector<std::uint64_t>{2});
    CHECK(f.subject->acknowledged() == 2);
    CHECK(f.setbacks.empty());
}

TEST_CASE("a hub's final refusal ends the publisher, and a flush with it", "[client]") {
    for (const errc code : {errc::unauthorized, errc::forbidden, errc::unsupported_protocol,
                            errc::taken_over, errc::bad_frame}) {
        fixture f;
        f.say("one");
        f.start();
        const auto story = [&]() -> script {
            auto connection = co_await f.hub.accept();
            static_cast<void>(co_await connection.hello());
            co_await connection.error(code, std::nullopt, true);
            const bool flushed = co_await f.flush();
            CHECK_FALSE(flushed);
        };
        run_coroutine(f.loop, story());
        REQUIRE(f.ended);
        CHECK(f.ended->code == code);
        CHECK(f.subject->publish("a", "x").error().code == errc::closed);
    }
}

TEST_CASE("a hub's passing refusal makes the publisher come back", "[client]") {
    for (const errc code : {errc::rate_limited, errc::too_many_connections, errc::timeout,
                            errc::internal, errc::sequence_gap}) {
        fixture f;
        f.say("one");
        f.start();
        const auto story = [&]() -> script {
            {
                auto first = co_await f.hub.accept();
                static_cast<void>(co_await first.hello());
                co_await first.error(code, std::nullopt, true);
            }
            auto second = co_await f.hub.accept();
            static_cast<void>(co_await second.hello());
            co_await second.welcome(0);
            const auto got = co_await second.messages(1);
            CHECK(got == "1=one");
        };
        run_coroutine(f.loop, story());
        REQUIRE(f.setbacks.size() == 1);
        CHECK(f.setbacks[0].why.code == code);
    }
}

TEST_CASE("a hub that drains gets nothing new, and is heard to the end", "[client]") {
    fixture f;
    f.say("one");
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.hub.accept();
        static_cast<void>(co_await first.hello());
        co_await first.welcome(0);
        static_cast<void>(co_await first.messages(1));
        co_await first.drain(5ms);
        // A round trip that shows that DRAIN was read: an ERROR is told at once.
        f.say("two");
        co_await first.error(errc::bad_payload, 99, false);
        co_await first.ack(1);
        // The message that was published meanwhile may have crossed the DRAIN; the end comes at the
        // latest once that one is acknowledged too.
        auto last = co_await first.next();
        if (last.type == frame_type::publish) {
            co_await first.ack(2);
            last = co_await first.next();
        }
        CHECK(last.type == frame_type{});
        auto second = co_await f.hub.accept();
        static_cast<void>(co_await second.hello());
        co_await second.welcome(f.subject->acknowledged());
    };
    run_coroutine(f.loop, story());
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].was_connected);
    CHECK(f.setbacks[0].retry_in >= 5ms);
}

TEST_CASE("an idle publisher leaves a draining hub at once", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0);
        co_await connection.drain(0ms);
        const bool left = co_await connection.is_left();
        CHECK(left);
    };
    run_coroutine(f.loop, story());
}

TEST_CASE("a hub that answers nothing any more is left", "[client]") {
    fixture f{[](publisher_options& options) {
        options.ping_interval = 5ms;
    }};
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.hub.accept();
        static_cast<void>(co_await first.hello());
        co_await first.welcome(0);
        int pings = 0;
        auto got = co_await first.next();
        for (; got.type == frame_type::ping; got = co_await first.next())
            ++pings;
        CHECK(pings == 2);
        CHECK(got.type == frame_type{});
        auto second = co_await f.hub.accept();
        static_cast<void>(co_await second.hello());
        co_await second.welcome(0);
        // One that answers stays.
        for (int i = 0; i < 5; ++i) {
            const auto ping = co_await second.next();
            CHECK(ping.type == frame_type::ping);
            std::string pong;
            append_frame(pong, frame_type::pong, ping.body);
            co_await second.write(std::move(pong));
        }
    };
    run_coroutine(f.loop, story());
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].why.code == errc::timeout);
}

TEST_CASE("a hub that doesn't answer HELLO is left", "[client]") {
    fixture f{[](publisher_options& options) {
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

TEST_CASE("something that is no hub is tried again, not believed", "[client]") {
    for (const std::string answer :
         {"HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n\r\n", "SSH-2.0-OpenSSH\r\n"}) {
        fixture f;
        f.say("one");
        f.start();
        const auto story = [&]() -> script {
            auto first = co_await f.hub.accept();
            co_await first.write(answer);
            auto second = co_await f.hub.accept();
            static_cast<void>(co_await second.hello());
        };
        run_coroutine(f.loop, story());
        CHECK(f.setbacks[0].why.code == errc::bad_frame);
        CHECK(f.subject->unacknowledged() == 1);
    }
}

TEST_CASE("what is too large for this hub is dropped, and the rest goes on", "[client]") {
    fixture f;
    f.say("one");
    f.say(std::string(11, 'x'));
    f.say("three");
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.hub.accept();
        static_cast<void>(co_await first.hello());
        co_await first.welcome(0, 1, 10);
        auto second = co_await f.hub.accept();
        static_cast<void>(co_await second.hello());
        co_await second.welcome(0, 1, 10);
        const auto got = co_await second.messages(2);
        CHECK(got == "1=one 2=three");
    };
    run_coroutine(f.loop, story());
    CHECK(f.refused == std::vector<std::uint64_t>{2});
    CHECK(f.subject->publish("a", std::string(11, 'x')).error().code == errc::bad_payload);
}

} // namespace
} // namespace crier
