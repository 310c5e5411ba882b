#include "async/stopping.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

namespace crier {
namespace {

TEST_CASE("requesting to stop notifies everyone who listens", "[async]") {
    boost::asio::io_context loop;
    event first{loop.get_executor()};
    event second{loop.get_executor()};
    event gone{loop.get_executor()};
    stopping stop;
    const stopping::notifier first_listener{stop, first};
    const stopping::notifier second_listener{stop, second};
    { const stopping::notifier gone_listener{stop, gone}; }
    CHECK_FALSE(stop.requested());
    stop.request();
    CHECK(stop.requested());
    CHECK(run_coroutine(loop, first.wait_until(event::clock::now())));
    CHECK(run_coroutine(loop, second.wait_until(event::clock::now())));
    CHECK_FALSE(run_coroutine(loop, gone.wait_until(event::clock::now())));
}

TEST_CASE("who begins to listen after the request must ask", "[async]") {
    boost::asio::io_context loop;
    event late{loop.get_executor()};
    stopping stop;
    stop.request();
    const stopping::notifier listener{stop, late};
    CHECK(stop.requested());
    CHECK_FALSE(run_coroutine(loop, late.wait_until(event::clock::now())));
}

} // namespace
} // namespace crier
