#include "bench/numbers.hpp"

#include "support/catch.hpp"

namespace crier::bench {
namespace {

std::string payload_of(std::size_t stream, std::uint64_t number) {
    std::string out(number_digits, ' ');
    write_digits(out.data(), stream_digits, stream);
    write_digits(out.data() + stream_digits, count_digits, number);
    return out;
}

TEST_CASE("what is written as digits is read as the same number", "[bench]") {
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{12345678}, std::uint64_t{99999999},
          std::uint64_t{100000000}, std::uint64_t{123456789012}, std::uint64_t{999999999999}}) {
        const std::string payload = payload_of(4321, number);
        CHECK(read_stream(payload.data()) == 4321);
        CHECK(read_count(payload.data() + stream_digits) == number);
    }
}

TEST_CASE("what is left out, doubled or out of order is counted", "[bench]") {
    tally counted;
    progress got{following{5, 2, true}};
    for (const std::uint64_t number : {1, 2, 5, 5, 4, 6})
        got.count(payload_of(5, number), counted);
    got.count(payload_of(6, 1), counted); // of another stream
    CHECK(counted.delivered == 5);
    CHECK(counted.missing == 2);
    CHECK(counted.repeated == 2);
    CHECK(got.settled() == 7);
}

TEST_CASE("who is due only some messages misses none that it wasn't sent", "[bench]") {
    tally counted;
    progress got{following{0, 1, false}};
    for (const std::uint64_t number : {3, 9, 9, 12})
        got.count(payload_of(0, number), counted);
    CHECK(counted.delivered == 3);
    CHECK(counted.missing == 0);
    CHECK(counted.repeated == 1);
}

TEST_CASE("a message of another stream, or without a number, is an error", "[bench]") {
    tally counted;
    progress got{following{5, 2, true}};
    CHECK_THROWS_WITH(got.count(payload_of(7, 1), counted), containing("nobody asked"));
    CHECK_THROWS_WITH(got.count(payload_of(4, 1), counted), containing("nobody asked"));
    CHECK_THROWS_WITH(got.count("short", counted), containing("without a number"));
}

} // namespace
} // namespace crier::bench
