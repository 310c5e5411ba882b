// What a subscriber makes of a hub that breaks the protocol: it comes back, and tells its program
// nothing that it can't stand for.

#include "support/catch.hpp"
#include "unit/client/subscriber_fixture.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;

using fixture = subscriber_fixture;
using strings = std::vector<std::string>;
using script = asio::awaitable<void>;

/// A subscriber leaves a hub that answers HELLO so, and comes back.
setback after_answer(const std::string& bytes) {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.hub.accept();
        static_cast<void>(co_await first.hello());
        co_await first.write(bytes);
        const bool left = co_await first.is_left();
        CHECK(left);
        auto second = co_await f.connect();
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:0"})");
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard.empty());
    CHECK(f.missed.empty());
    REQUIRE(f.setbacks.size() == 1);
    CHECK_FALSE(f.setbacks[0].was_connected);
    return f.setbacks[0];
}

TEST_CASE("what is said before WELCOME isn't believed", "[client]") {
    const gap expired{offset{4}, offset{10}, gap_reason::expired};
    for (const std::string& answer :
         {scripted_connection::message_bytes(1, "x"), scripted_connection::gap_bytes(expired),
          std::string{"HTTP/1.1 400 Bad Request\r\n\r\n"}, std::string{"SSH-2.0-OpenSSH\r\n"},
          std::string(4, '\0')}) {
        CHECK(after_answer(answer).why.code == errc::bad_frame);
    }
}

/// What ends the connection to a hub that says this after "1=x" of epoch 1; the subscriber comes
/// back and goes on where it was.
setback after_first(const std::string& bytes) {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto first = co_await f.connect();
        co_await first.message(5, "x");
        co_await first.write(bytes);
        const auto condition = [&] {
            return !f.setbacks.empty();
        };
        co_await f.wait_until(condition);
        auto second = co_await f.connect();
        CHECK(f.asked == R"({"topics":["a"],"since":"0000000000000001:5"})");
        co_await second.message(6, "y");
        co_await f.wait_to_hear(2);
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard == strings{"5=x", "6=y"});
    CHECK(f.missed.empty());
    REQUIRE(f.setbacks.size() == 1);
    CHECK(f.setbacks[0].was_connected);
    return f.setbacks[0];
}

TEST_CASE("a second WELCOME ends a subscriber's connection", "[client]") {
    welcome_frame welcome;
    welcome.hub = "scripted";
    welcome.epoch = epoch{2};
    std::string bytes;
    append_welcome(bytes, welcome);
    CHECK(after_first(bytes).why.code == errc::bad_frame);
}

TEST_CASE("a message that can't be read ends a subscriber's connection", "[client]") {
    std::string bytes;
    append_frame(bytes, frame_type::message, "x");
    CHECK(after_first(bytes).why.code == errc::bad_frame);
}

TEST_CASE("a message over the hub's own limit is told as that", "[client]") {
    const std::string begun{"\0\x20\0\0\x83", 5}; // of a frame of 2 MiB
    CHECK(after_first(begun).why.code == errc::frame_too_large);
}

TEST_CASE("a message is taken that is as long as the hub's limit lets it be", "[client]") {
    fixture f;
    f.start();
    const std::string payload(3 * payload_bytes_default, 'x');
    const auto story = [&]() -> script {
        auto connection = co_await f.hub.accept();
        static_cast<void>(co_await connection.hello());
        co_await connection.welcome(0, 1, payload.size());
        static_cast<void>(co_await connection.next());
        co_await connection.message(1, payload);
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK(f.heard == strings{"1=" + payload});
}

TEST_CASE("no message is handed over twice, whatever the hub sends", "[client]") {
    SECTION("the same once more") {
        const auto why = after_first(scripted_connection::message_bytes(5, "x")).why;
        CHECK(why.code == errc::bad_frame);
        CHECK(why.message == "the hub went back from offset 5 to 5");
    }
    SECTION("an older one") {
        CHECK(after_first(scripted_connection::message_bytes(4, "w")).why.code == errc::bad_frame);
    }
    SECTION("a gap behind which it would go on at an older one") {
        const gap expired{offset{2}, offset{5}, gap_reason::expired};
        CHECK(after_first(scripted_connection::gap_bytes(expired)).why.code == errc::bad_frame);
    }
}

TEST_CASE("a frame of a later protocol is no fault", "[client]") {
    fixture f;
    f.start();
    const auto story = [&]() -> script {
        auto connection = co_await f.connect();
        std::string bytes;
        append_frame(bytes, frame_type{0xA0}, "x");
        co_await connection.write(bytes);
        co_await connection.message(1, "x");
        co_await f.wait_to_hear(1);
    };
    run_coroutine(f.loop, story());
    CHECK(f.setbacks.empty());
}

} // namespace
} // namespace crier
