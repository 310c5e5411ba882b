#include "async/time_wheel.hpp"

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <deque>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;
using clock = time_wheel::clock;

constexpr auto tick = 2ms;

/// Tells when it was looked at, and wants to be looked at again after each of some times.
class watched final : public time_wheel::entry {
public:
    explicit watched(event& told, std::deque<clock::duration> pauses = {})
        : told_{told}, pauses_{std::move(pauses)} {}

    clock::time_point on_time(clock::time_point now) override {
        seen.push_back(now);
        told_.notify();
        if (pauses_.empty())
            return clock::time_point::max();
        const auto next = now + pauses_.front();
        pauses_.pop_front();
        return next;
    }

    std::vector<clock::time_point> seen;

private:
    event& told_;
    std::deque<clock::duration> pauses_;
};

struct turning_wheel {
    boost::asio::io_context loop;
    event told{loop.get_executor()};
    time_wheel wheel{tick};
    task_group group{loop.get_executor(), [](const std::exception_ptr& failure) {
                         std::rethrow_exception(failure);
                     }};

    turning_wheel() { group.spawn(wheel.run()); }
    ~turning_wheel() {
        group.cancel();
        run_coroutine(loop, group.wait_until(clock::now() + 10s));
    }
    turning_wheel(const turning_wheel&) = delete;
    turning_wheel& operator=(const turning_wheel&) = delete;

    void run_until_seen(const watched& one, std::size_t times) {
        while (one.seen.size() < times)
            REQUIRE(run_coroutine(loop, told.wait_until(clock::now() + 10s)));
    }
};

TEST_CASE("an entry is looked at when it is time, and again when it says", "[time_wheel]") {
    turning_wheel turning;
    watched one{turning.told, {10ms, 30ms}};
    const auto begun = clock::now();
    turning.wheel.add(one, begun + 20ms);
    turning.run_until_seen(one, 3);
    CHECK(one.seen[0] >= begun + 20ms);
    CHECK(one.seen[1] >= one.seen[0] + 10ms);
    CHECK(one.seen[2] >= one.seen[1] + 30ms);
}

TEST_CASE("what is far off is looked at earlier", "[time_wheel]") {
    turning_wheel turning;
    watched one{turning.told};
    turning.wheel.add(one, clock::now() + 1h);
    turning.run_until_seen(one, 1);
}

TEST_CASE("what was due already is looked at soon", "[time_wheel]") {
    turning_wheel turning;
    watched one{turning.told};
    turning.wheel.add(one, clock::now() - 1h);
    turning.run_until_seen(one, 1);
}

TEST_CASE("what was destroyed or moved isn't looked at", "[time_wheel]") {
    turning_wheel turning;
    watched moved{turning.told};
    turning.wheel.add(moved, clock::now() + tick);
    {
        watched destroyed{turning.told};
        turning.wheel.add(destroyed, clock::now() + tick);
        turning.wheel.add(moved, clock::now() + 10 * tick);
    }
    watched other{turning.told};
    turning.wheel.add(other, clock::now() + 3 * tick);
    turning.run_until_seen(other, 1);
    CHECK(moved.seen.empty());
    turning.run_until_seen(moved, 1);
}

TEST_CASE("thousands that are due at once let others run in between", "[time_wheel]") {
    turning_wheel turning;
    std::deque<watched> many;
    const auto when = clock::now() + 2 * tick;
    for (int i = 0; i < 1000; ++i)
        turning.wheel.add(many.emplace_back(turning.told), when);
    turning.run_until_seen(many.front(), 1); // this coroutine's turn comes before the last one's
    CHECK(many.back().seen.empty());
    turning.run_until_seen(many.back(), 1);
}

} // namespace
} // namespace crier
