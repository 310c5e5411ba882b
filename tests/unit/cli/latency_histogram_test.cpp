#include "cli/latency_histogram.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

TEST_CASE("percentiles are right to an eighth", "[cli]") {
    latency_histogram histogram;
    for (int i = 1; i <= 10'000; ++i)
        histogram.count(std::chrono::microseconds{i});
    for (const double part : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        CAPTURE(part);
        const auto exact = part * 10'000;
        const auto told = static_cast<double>(histogram.percentile(part).count());
        CHECK(told >= exact);
        CHECK(told <= exact * 1.125 + 1);
    }
    CHECK(histogram.percentile(1) == 10'000us);
    CHECK(histogram.longest() == 10'000us);
    CHECK(histogram.total() == 10'000);
}

TEST_CASE("small numbers are exact, and large ones have a place", "[cli]") {
    for (const auto micro : {0, 1, 7, 8, 9, 15, 16, 17}) {
        latency_histogram one;
        one.count(std::chrono::microseconds{micro});
        CHECK(one.percentile(0.5) == std::chrono::microseconds{micro});
    }
    latency_histogram large;
    large.count(48h);
    large.count(-1us); // clocks may differ
    CHECK(large.percentile(1) == 48h);
    CHECK(large.percentile(0.1) == 0us);
}

TEST_CASE("histograms add up", "[cli]") {
    latency_histogram one;
    latency_histogram other;
    one.count(10us);
    other.count(1000us);
    other.count(1000us);
    one.add(other);
    CHECK(one.total() == 3);
    CHECK(one.longest() == 1000us);
    CHECK(one.percentile(0.3) == 10us);
}

TEST_CASE("a picture has a line for each doubling between the first and the last", "[cli]") {
    latency_histogram histogram;
    CHECK(histogram.picture(10).empty());
    for (int i = 0; i < 3; ++i)
        histogram.count(100us);
    histogram.count(500us);
    CHECK(histogram.picture(10) == "  <    128 µs  ██████████  3 (75.0 %)\n"
                                   "  <    256 µs              0 (0.0 %)\n"
                                   "  <    512 µs  ███▍        1 (25.0 %)\n");
}

} // namespace
} // namespace crier
