#include "async/run_program.hpp"

#include "support/catch.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>

namespace crier {
namespace {

namespace asio = boost::asio;

asio::awaitable<int> give(int status) {
    co_return status;
}

asio::awaitable<int> fail() {
    throw std::runtime_error{"nothing works"};
    co_return 0;
}

/// Leaves a wait of an hour behind.
asio::awaitable<int> leave_waiting(std::shared_ptr<asio::steady_timer>& timer) {
    const auto executor = co_await asio::this_coro::executor;
    timer = std::make_shared<asio::steady_timer>(executor, std::chrono::hours{1});
    timer->async_wait([kept = timer](boost::system::error_code /*ec*/) {});
    timer.reset();
    co_return 3;
}

TEST_CASE("a program gives its exit status, or throws", "[async]") {
    CHECK(run_program(give(0)) == 0);
    CHECK(run_program(give(7)) == 7);
    CHECK_THROWS_WITH(run_program(fail()), "nothing works");
}

TEST_CASE("what a program leaves behind isn't waited for", "[async]") {
    std::shared_ptr<asio::steady_timer> timer;
    const auto begun = std::chrono::steady_clock::now();
    CHECK(run_program(leave_waiting(timer)) == 3);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::minutes{1});
}

} // namespace
} // namespace crier
