#include "async/event.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>

#include <string>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

const auto long_after = [] {
    return event::clock::now() + 1h;
};

TEST_CASE("a notification that came before is not missed, and counts once", "[async]") {
    asio::io_context loop;
    event happened{loop.get_executor()};
    happened.notify();
    happened.notify();
    CHECK(run_coroutine(loop, happened.wait()));
    CHECK_FALSE(run_coroutine(loop, happened.wait_until(event::clock::now())));
}

TEST_CASE("a notification wakes the one who waits", "[async]") {
    asio::io_context loop;
    event happened{loop.get_executor()};
    asio::post(loop, [&] {
        happened.notify();
        happened.notify();
    });
    CHECK(run_coroutine(loop, happened.wait_until(long_after())));
    CHECK_FALSE(run_coroutine(loop, happened.wait_until(event::clock::now() + 1ms)));
}

TEST_CASE("a wait ends at its deadline without a notification", "[async]") {
    asio::io_context loop;
    event happened{loop.get_executor()};
    CHECK_FALSE(run_coroutine(loop, happened.wait_until(event::clock::now() + 1ms)));
    CHECK_FALSE(run_coroutine(loop, happened.wait_until(event::clock::time_point::min())));
    happened.notify();
    CHECK(run_coroutine(loop, happened.wait_until(event::clock::time_point::min())));
}

TEST_CASE("a notification while the deadline passes is not lost", "[async]") {
    asio::io_context loop;
    event happened{loop.get_executor()};
    const auto deadline = event::clock::now() + 1ms;
    const auto late = [&]() -> asio::awaitable<bool> {
        event other{loop.get_executor()};
        co_return co_await other.wait_until(deadline + 1ms);
    };
    using namespace asio::experimental::awaitable_operators;
    // Whichever of the two ends first, the notification is told now or at the next wait.
    const auto both = [&]() -> asio::awaitable<int> {
        const auto [first, second] = co_await (happened.wait_until(deadline) && late());
        happened.notify();
        const bool next = co_await happened.wait();
        co_return (first ? 1 : 0) + (second ? 1 : 0) + (next ? 10 : 0);
    };
    CHECK(run_coroutine(loop, both()) == 10);
}

TEST_CASE("cancelling ends a wait without a notification", "[async]") {
    asio::io_context loop;
    event waited_for{loop.get_executor()};
    event first{loop.get_executor()};
    const auto race = [&]() -> asio::awaitable<std::size_t> {
        using namespace asio::experimental::awaitable_operators;
        const auto won = co_await (waited_for.wait() || first.wait());
        co_return won.index();
    };
    asio::post(loop, [&] { first.notify(); });
    CHECK(run_coroutine(loop, race()) == 1);
    // The cancelled wait left nothing behind.
    asio::post(loop, [&] { waited_for.notify(); });
    CHECK(run_coroutine(loop, race()) == 0);
}

TEST_CASE("an event that is destroyed while nobody waits leaves nothing behind", "[async]") {
    asio::io_context loop;
    {
        event happened{loop.get_executor()};
        happened.notify();
    }
    CHECK(loop.poll() == 0);
}

} // namespace
} // namespace crier
