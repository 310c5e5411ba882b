#include "async/transport.hpp"

#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <array>
#include <csignal>

namespace crier {
namespace {

namespace asio = boost::asio;

constexpr int small_buffer = 8192;

transport::outcome write_text(transport& to, std::string_view text) {
    const iovec piece{const_cast<char*>(text.data()), text.size()};
    return to.write_now({&piece, text.empty() ? 0U : 1U});
}

/// Writes until the socket takes no more: how much of `text` was taken.
std::size_t fill(transport& to, std::string_view text) {
    std::size_t taken = 0;
    for (;;) {
        const auto came = write_text(to, text.substr(taken));
        taken += came.bytes;
        if (came.ec) {
            REQUIRE(came.ec == asio::error::would_block);
            return taken;
        }
        REQUIRE(taken < text.size());
    }
}

carried either() {
    return GENERATE(carried::plain, carried::secured);
}

/// Closes without a word, as the system does for a program that was killed with bytes unread.
void reset(transport& end) {
    end.socket().set_option(asio::socket_base::linger{true, 0});
    end.socket().close();
}

TEST_CASE("bytes of any size arrive whole and in order, in both directions", "[async]") {
    connected_pair pair{either()};
    for (const std::size_t size : {1U, 2U, 5U, 1000U, 16'383U, 16'384U, 16'385U, 3'000'000U}) {
        INFO(size);
        const std::string bytes = numbered_bytes(size);
        CHECK((pair.carry(*pair.server, *pair.client, bytes) == bytes));
        CHECK((pair.carry(*pair.client, *pair.server, bytes) == bytes));
    }
}

TEST_CASE("bytes of any size arrive at a peer that reads a little at a time", "[async]") {
    connected_pair pair{either(), small_buffer};
    for (const std::size_t size : {1U, 16'384U, 16'385U, 300'000U}) {
        INFO(size);
        const std::string bytes = numbered_bytes(size);
        CHECK((pair.carry(*pair.server, *pair.client, bytes, 700) == bytes));
        CHECK((pair.carry(*pair.client, *pair.server, bytes, 700) == bytes));
    }
}

TEST_CASE("what was taken comes before anything that is written later", "[async]") {
    const carried by = either();
    connected_pair pair{by, small_buffer};
    const std::string first = numbered_bytes(4'000'000);
    // Shorter than what is left of a record, and longer than one.
    for (const std::size_t size : {1U, 40'000U}) {
        INFO(size);
        const std::size_t taken = fill(*pair.server, first);
        CHECK(pair.server->has_unsent() == (by == carried::secured));
        const std::string then = numbered_bytes(size);
        const std::string got = pair.carry(*pair.server, *pair.client, then, 1000, taken);
        CHECK((got == first.substr(0, taken) + then));
        CHECK_FALSE(pair.server->has_unsent());
    }
}

TEST_CASE("what is unsent is sent by a call with nothing", "[async]") {
    connected_pair pair{carried::secured, small_buffer};
    const std::string bytes = numbered_bytes(4'000'000);
    const std::size_t taken = fill(*pair.server, bytes);
    REQUIRE(pair.server->has_unsent());
    const auto more = write_text(*pair.server, {});
    CHECK(more.bytes == 0);
    CHECK(more.ec == asio::error::would_block);
    CHECK((pair.carry(*pair.server, *pair.client, {}, 5000, taken) == bytes.substr(0, taken)));
    const auto idle = write_text(*pair.server, {});
    CHECK(idle.bytes == 0);
    CHECK_FALSE(idle.ec);
}

TEST_CASE("there is something unread exactly while a read would yield it", "[async]") {
    connected_pair pair{carried::secured};
    REQUIRE(write_text(*pair.client, "0123456789").bytes == 10);
    CHECK_FALSE(pair.server->has_unread()); // the socket tells of it
    pair.await_bytes(*pair.server);
    std::array<char, 4> some{};
    CHECK(pair.server->read_now(some).bytes == 4);
    CHECK(pair.server->has_unread());
    std::array<char, 100> rest{};
    CHECK(pair.server->read_now(rest).bytes == 6);
    CHECK_FALSE(pair.server->has_unread());
    CHECK(pair.server->read_now(rest).ec == asio::error::would_block);
}

TEST_CASE("a plain connection leaves nothing unread or unsent", "[async]") {
    connected_pair pair{carried::plain, small_buffer};
    fill(*pair.server, numbered_bytes(4'000'000));
    CHECK_FALSE(pair.server->has_unsent());
    pair.await_bytes(*pair.client);
    std::array<char, 4> some{};
    CHECK(pair.client->read_now(some).bytes == 4);
    CHECK_FALSE(pair.client->has_unread());
    CHECK_FALSE(pair.client->is_secure());
}

TEST_CASE("the end of the stream comes after what was sent before it", "[async]") {
    connected_pair pair{either()};
    REQUIRE(write_text(*pair.client, "last words").bytes == 10);
    SECTION("said") {
        CHECK(pair.client->shutdown_send());
    }
    SECTION("by closing the socket alone") {
        pair.client.reset();
    }
    std::string got;
    std::array<char, 100> some{};
    transport::outcome came;
    while (!came.ec || came.ec == asio::error::would_block) {
        pair.await_bytes(*pair.server);
        came = pair.server->read_now(some);
        got.append(some.data(), came.bytes);
    }
    CHECK(came.ec == asio::error::eof);
    CHECK(got == "last words");
    CHECK(pair.server->read_now(some).ec == asio::error::eof);
}

TEST_CASE("a peer that vanishes is an error and no signal", "[async]") {
    connected_pair pair{either()};
    ::signal(SIGPIPE, SIG_DFL); // would end the program
    reset(*pair.client);
    pair.await_bytes(*pair.server);
    std::array<char, 100> some{};
    SECTION("to who reads") {
        CHECK(pair.server->read_now(some).ec == asio::error::connection_reset);
    }
    SECTION("to who writes") {
        // The first may be told of the reset, and those after it of the pipe.
        CHECK(write_text(*pair.server, "hello").ec);
        CHECK(write_text(*pair.server, "hello").ec);
        CHECK(pair.server->read_now(some).ec);
    }
    CHECK_FALSE(pair.server->shutdown_send());
}

} // namespace
} // namespace crier
