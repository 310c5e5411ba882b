#include "client/backoff.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

TEST_CASE("waits are uniform between nothing and a bound that doubles up to the cap", "[client]") {
    constexpr std::chrono::milliseconds base{100};
    constexpr std::chrono::milliseconds cap{1500};
    const std::vector<std::chrono::milliseconds> bounds{100ms, 200ms, 400ms, 800ms, 1500ms, 1500ms};
    constexpr int runs = 2000;
    std::vector<std::chrono::milliseconds> longest(bounds.size());
    std::vector<std::chrono::milliseconds> total(bounds.size());
    for (int run = 0; run < runs; ++run) {
        backoff delays{base, cap, static_cast<std::uint64_t>(run)};
        for (std::size_t i = 0; i < bounds.size(); ++i) {
            const auto wait = delays.next();
            CHECK(wait >= 0ms);
            longest[i] = std::max(longest[i], wait);
            total[i] += wait;
        }
    }
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        CAPTURE(i);
        CHECK(longest[i] <= bounds[i]);
        CHECK(longest[i] >= bounds[i] * 98 / 100);
        CHECK(total[i] / runs > bounds[i] * 45 / 100);
        CHECK(total[i] / runs < bounds[i] * 55 / 100);
    }
}

TEST_CASE("after a reset the waits begin anew", "[client]") {
    backoff delays{1ms, 1h, 1};
    for (int i = 0; i < 20; ++i)
        static_cast<void>(delays.next());
    CHECK(delays.failures() == 20);
    delays.reset();
    CHECK(delays.failures() == 0);
    CHECK(delays.next() <= 1ms);
    CHECK(delays.failures() == 1);
}

TEST_CASE("however many failures there were, the wait stays under the cap", "[client]") {
    backoff delays{100ms, 10s, 1};
    for (int i = 0; i < 10'000; ++i)
        CHECK(delays.next() <= 10s);
    backoff capped{1h, 1s, 1};
    CHECK(capped.next() <= 1s);
    backoff none{0ms, 0ms, 1};
    CHECK(none.next() == 0ms);
}

} // namespace
} // namespace crier
