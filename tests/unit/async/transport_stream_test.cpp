// A connection as Asio and Beast see it.

#include "async/transport.hpp"

#include "async/completion.hpp"
#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace crier {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int small_buffer = 8192;

struct transferred {
    error_code ec;
    std::size_t bytes = 0;
};

asio::awaitable<transferred> write_all(transport& to, std::string_view text) {
    const auto [ec, bytes] =
        co_await asio::async_write(to, asio::buffer(text.data(), text.size()), as_result);
    transferred out;
    out.ec = ec;
    out.bytes = bytes;
    co_return out;
}

asio::awaitable<transferred> read_all(transport& from, std::string& into) {
    const auto [ec, bytes] =
        co_await asio::async_read(from, asio::buffer(into.data(), into.size()), as_result);
    transferred out;
    out.ec = ec;
    out.bytes = bytes;
    co_return out;
}

/// Begins a task and cancels it once nothing more happens.
transferred cancel_when_idle(asio::io_context& loop, asio::awaitable<transferred> task) {
    asio::cancellation_signal cancelled;
    std::optional<transferred> ended;
    asio::co_spawn(
        loop, std::move(task),
        asio::bind_cancellation_slot(
            cancelled.slot(), [&](const std::exception_ptr&, transferred came) { ended = came; }));
    loop.restart();
    loop.poll();
    REQUIRE_FALSE(ended);
    cancelled.emit(asio::cancellation_type::terminal);
    loop.poll();
    REQUIRE(ended);
    return *ended;
}

carried either() {
    return GENERATE(carried::plain, carried::secured);
}

TEST_CASE("a mebibyte is written and read through Asio", "[async]") {
    connected_pair pair{either(), GENERATE(0, small_buffer)};
    const std::string bytes = numbered_bytes(1024 * 1024);
    std::string got(bytes.size(), ' ');
    using namespace asio::experimental::awaitable_operators;
    const auto both = [&]() -> asio::awaitable<bool> {
        const auto [written, read] =
            co_await (write_all(*pair.server, bytes) && read_all(*pair.client, got));
        co_return !written.ec && !read.ec && written.bytes == bytes.size() &&
            read.bytes == bytes.size();
    };
    CHECK(run_coroutine(pair.loop, both()));
    CHECK((got == bytes));
    CHECK_FALSE(pair.server->has_unsent());
}

TEST_CASE("many buffers are written in their order", "[async]") {
    connected_pair pair{either()};
    std::vector<std::string> texts;
    std::string all;
    for (int i = 0; i < 40; ++i) { // more than one call takes
        texts.push_back(numbered_bytes(static_cast<std::size_t>(i) * 100));
        all += texts.back();
    }
    std::vector<asio::const_buffer> buffers;
    for (const std::string& text : texts)
        buffers.emplace_back(text.data(), text.size());
    const auto write = [&]() -> asio::awaitable<std::size_t> {
        const auto [ec, bytes] = co_await asio::async_write(*pair.server, buffers, as_result);
        co_return ec ? 0 : bytes;
    };
    CHECK(run_coroutine(pair.loop, write()) == all.size());
    CHECK((pair.carry(*pair.server, *pair.client, {}, 1000, all.size()) == all));
}

TEST_CASE("a read that waits ends when it is cancelled, and loses nothing", "[async]") {
    connected_pair pair{either()};
    std::string got(5, ' ');
    const auto cancelled = cancel_when_idle(pair.loop, read_all(*pair.server, got));
    CHECK(cancelled.ec == asio::error::operation_aborted);
    CHECK(cancelled.bytes == 0);
    CHECK(run_coroutine(pair.loop, write_all(*pair.client, "hello")).bytes == 5);
    CHECK(run_coroutine(pair.loop, read_all(*pair.server, got)).bytes == 5);
    CHECK(got == "hello");
}

TEST_CASE("a write that waits ends when it is cancelled, and says how far it got", "[async]") {
    connected_pair pair{either(), small_buffer};
    const std::string bytes = numbered_bytes(4'000'000);
    const auto cancelled = cancel_when_idle(pair.loop, write_all(*pair.server, bytes));
    CHECK(cancelled.ec == asio::error::operation_aborted);
    CHECK(cancelled.bytes > 0);
    CHECK(cancelled.bytes < bytes.size());
    const auto sent = std::string_view{bytes}.substr(0, cancelled.bytes);
    CHECK((pair.carry(*pair.server, *pair.client, {}, 5000, sent.size()) == sent));
}

TEST_CASE("a read ends with the end of the stream, a write with the peer's", "[async]") {
    connected_pair pair{either(), small_buffer};
    std::string got(5, ' ');
    SECTION("read") {
        CHECK(pair.client->shutdown_send());
        CHECK(run_coroutine(pair.loop, read_all(*pair.server, got)).ec == asio::error::eof);
    }
    SECTION("write") {
        const std::string bytes = numbered_bytes(4'000'000);
        asio::post(pair.loop, [&] { pair.client.reset(); });
        const auto written = run_coroutine(pair.loop, write_all(*pair.server, bytes));
        CHECK(written.ec);
        CHECK(written.ec != asio::error::would_block);
        CHECK(written.bytes < bytes.size());
    }
}

TEST_CASE("nobody hears of the end of a call before it returns", "[async]") {
    connected_pair pair{either()};
    bool ended = false;
    pair.server->async_write_some(asio::buffer("x", 1),
                                  [&](error_code, std::size_t) { ended = true; });
    CHECK_FALSE(ended);
    pair.loop.restart();
    pair.loop.poll();
    CHECK(ended);
}

} // namespace
} // namespace crier
