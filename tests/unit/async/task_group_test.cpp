#include "async/task_group.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A group on a loop, and what its tasks threw.
struct fixture {
    asio::io_context loop;
    std::vector<std::string> failures;
    task_group group{loop.get_executor(), [this](const std::exception_ptr& failure) {
                         try {
                             std::rethrow_exception(failure);
                         } catch (const std::exception& thrown) {
                             failures.emplace_back(thrown.what());
                         }
                     }};

    bool ends_within(event::clock::duration time) {
        return run_coroutine(loop, group.wait_until(event::clock::now() + time));
    }
};

asio::awaitable<void> wait_for(event& happened) {
    std::ignore = co_await happened.wait();
}

asio::awaitable<void> wait_and_throw(event& happened) {
    std::ignore = co_await happened.wait();
    throw std::runtime_error{"a bug"};
}

asio::awaitable<void> wait_twice(event& happened) {
    std::ignore = co_await happened.wait();
    std::ignore = co_await happened.wait(); // Asio throws here when the task was cancelled
}

TEST_CASE("an empty group has ended", "[async]") {
    fixture f;
    CHECK(f.ends_within(0s));
    f.group.cancel();
    CHECK(f.group.size() == 0);
}

TEST_CASE("a group has ended when its last task has", "[async]") {
    fixture f;
    event first{f.loop.get_executor()};
    event second{f.loop.get_executor()};
    f.group.spawn(wait_for(first));
    f.group.spawn(wait_for(second));
    CHECK(f.group.size() == 2);
    CHECK_FALSE(f.ends_within(1ms));
    first.notify();
    CHECK_FALSE(f.ends_within(1ms));
    CHECK(f.group.size() == 1);
    second.notify();
    CHECK(f.ends_within(1h));
    CHECK(f.failures.empty());
}

TEST_CASE("a group can be waited for again after it was empty", "[async]") {
    fixture f;
    for (int i = 0; i < 3; ++i) {
        event happened{f.loop.get_executor()};
        f.group.spawn(wait_for(happened));
        CHECK_FALSE(f.ends_within(1ms));
        happened.notify();
        CHECK(f.ends_within(1h));
    }
}

TEST_CASE("cancelling ends every task, and is no failure", "[async]") {
    fixture f;
    event never{f.loop.get_executor()};
    event never_either{f.loop.get_executor()};
    f.group.spawn(wait_for(never));
    f.group.spawn(wait_twice(never_either));
    CHECK_FALSE(f.ends_within(1ms));
    f.group.cancel();
    CHECK(f.ends_within(1h));
    CHECK(f.failures.empty());
}

TEST_CASE("cancelling reaches a task that awaits several things at once", "[async]") {
    fixture f;
    event a{f.loop.get_executor()};
    event b{f.loop.get_executor()};
    const auto race = [&]() -> asio::awaitable<void> {
        using namespace asio::experimental::awaitable_operators;
        co_await (wait_for(a) || wait_for(b));
    };
    f.group.spawn(race());
    CHECK_FALSE(f.ends_within(1ms));
    f.group.cancel();
    CHECK(f.ends_within(1h));
    CHECK(f.failures.empty());
}

TEST_CASE("a task that was never started can be cancelled", "[async]") {
    fixture f;
    event never{f.loop.get_executor()};
    f.group.spawn(wait_for(never));
    f.group.cancel();
    CHECK(f.ends_within(1h));
    CHECK(f.failures.empty());
}

TEST_CASE("what a task throws is handed on, and the others go on", "[async]") {
    fixture f;
    event happened{f.loop.get_executor()};
    event other{f.loop.get_executor()};
    f.group.spawn(wait_and_throw(happened));
    f.group.spawn(wait_for(other));
    happened.notify();
    CHECK_FALSE(f.ends_within(1ms));
    CHECK(f.failures == std::vector<std::string>{"a bug"});
    CHECK(f.group.size() == 1);
    other.notify();
    CHECK(f.ends_within(1h));
}

} // namespace
} // namespace crier
