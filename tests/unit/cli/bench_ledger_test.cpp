#include "cli/bench_ledger.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr timestamp said_at{1'764'000'000s};

bench_payload from(std::size_t publisher, std::uint64_t number) {
    return {publisher, number, said_at};
}

TEST_CASE("a payload is read back, and has the size that was asked for", "[cli]") {
    const std::string text = bench_text(from(3, 17), 128);
    CHECK(text.size() == 128);
    const auto read = parse_bench_text(text);
    REQUIRE(read);
    CHECK(read->publisher == 3);
    CHECK(read->number == 17);
    CHECK(read->said == said_at);
    CHECK(bench_text(from(0, 1), 1).size() == bench_payload_bytes_min);
    for (const char* other : {"", "Hello world", "1 2", "1 2 3", "1 x 3 "})
        CHECK_FALSE(parse_bench_text(other));
}

TEST_CASE("what came once and in order is neither missing nor doubled", "[cli]") {
    bench_ledger ledger{2};
    for (std::uint64_t i = 1; i <= 3; ++i) {
        ledger.count(from(0, i), said_at + 5ms);
        ledger.count(from(1, i), said_at + 5ms);
    }
    CHECK(ledger.received() == 6);
    CHECK(ledger.doubled() == 0);
    CHECK(ledger.missing({3, 3}) == 0);
    CHECK(ledger.missing({5, 3}) == 2);
    CHECK(ledger.latency().longest() == 5ms);
}

TEST_CASE("a hole stays missing, and a repetition is doubled", "[cli]") {
    bench_ledger ledger{1};
    ledger.count(from(0, 1), said_at);
    ledger.count(from(0, 3), said_at);
    ledger.count(from(0, 3), said_at);
    CHECK(ledger.missing({3}) == 1);
    CHECK(ledger.doubled() == 1);
    ledger.count(from(7, 1), said_at); // of nobody
    CHECK(ledger.received() == 3);
}

} // namespace
} // namespace crier
