#include "async/turnstile.hpp"

#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string>
#include <tuple>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct counted_turns {
    asio::io_context loop;
    turnstile turns{loop.get_executor()};
    std::string happened; ///< who passed, and a dot for each turn of the loop
    bool counting = true;
    task_group group{loop.get_executor(), [](const std::exception_ptr& failure) {
                         std::rethrow_exception(failure);
                     }};

    asio::awaitable<void> pass(char name, int times) {
        for (int i = 0; i < times; ++i) {
            std::ignore = co_await turns.pass();
            happened.push_back(name);
        }
    }

    asio::awaitable<void> count_turns() {
        while (counting) {
            co_await asio::post(loop, asio::use_awaitable);
            happened.push_back('.');
        }
    }

    void run(event::clock::duration most = 10s) {
        counting = false;
        CHECK(run_coroutine(loop, group.wait_until(event::clock::now() + most)));
    }
};

TEST_CASE("one passes in a turn, each in its order", "[turnstile]") {
    counted_turns f;
    f.group.spawn(f.count_turns());
    for (const char name : {'a', 'b', 'c'})
        f.group.spawn(f.pass(name, 2));
    while (f.happened.find('c') == std::string::npos || f.happened.ends_with("c"))
        f.loop.run_one();
    while (std::ranges::count_if(f.happened, [](char c) { return c != '.'; }) < 6)
        f.loop.run_one();
    f.run();
    std::string passed;
    for (std::size_t i = 0; i < f.happened.size(); ++i) {
        if (f.happened[i] == '.')
            continue;
        CHECK((passed.empty() || f.happened[i - 1] == '.')); // a turn lies between two
        passed.push_back(f.happened[i]);
    }
    CHECK(passed == "aabcbc"); // a came again before b did
}

TEST_CASE("whoever is cancelled while it waits holds up nobody", "[turnstile]") {
    counted_turns f;
    task_group cancelled{f.loop.get_executor(), [](const std::exception_ptr& failure) {
                             std::rethrow_exception(failure);
                         }};
    f.group.spawn(f.pass('a', 1));
    cancelled.spawn(f.pass('x', 1));
    f.group.spawn(f.pass('b', 1));
    cancelled.cancel();
    f.run();
    CHECK(run_coroutine(f.loop, cancelled.wait_until(event::clock::now() + 10s)));
    CHECK(f.happened.find('a') < f.happened.find('b'));
    CHECK(f.happened.find('b') != std::string::npos);
}

} // namespace
} // namespace crier
