#include "async/stopping.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <vector>

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

TEST_CASE("those that leave are spread over the time that there is", "[async]") {
    stopping stop;
    stop.request(std::chrono::seconds{10});
    std::array<int, 10> in_second{};
    std::vector<std::unique_ptr<int>> many;
    for (int i = 0; i < 1000; ++i) {
        many.push_back(std::make_unique<int>(i));
        const auto after = stop.leaves_at(many.back().get()) - stop.leaves_at(nullptr);
        REQUIRE(after >= std::chrono::seconds{0});
        REQUIRE(after < std::chrono::seconds{10});
        ++in_second.at(static_cast<std::size_t>(after / std::chrono::seconds{1}));
    }
    for (const int leaving : in_second)
        CHECK(leaving > 30);
}

} // namespace
} // namespace crier
