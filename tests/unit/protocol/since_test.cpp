#include "protocol/since.hpp"

#include "support/catch.hpp"

using namespace crier;

namespace {

constexpr kept_range six_to_ten{epoch{1}, offset{6}, offset{10}};

position at(std::uint64_t where) {
    return {std::nullopt, offset{where}};
}

} // namespace

TEST_CASE("a position that is kept is gone on from", "[protocol]") {
    for (const std::uint64_t where : {5U, 7U, 10U}) {
        const auto start = begin_after(at(where), six_to_ten);
        CHECK(start.after == offset{where});
        CHECK_FALSE(start.missing);
    }
    CHECK_FALSE(begin_after({epoch{1}, offset{7}}, six_to_ten).missing);
}

TEST_CASE("zero without an epoch is the oldest kept, and misses nothing", "[protocol]") {
    const auto start = begin_after(at(0), six_to_ten);
    CHECK(start.after == offset{5});
    CHECK_FALSE(start.missing);
    CHECK(begin_after({epoch{1}, offset{0}}, six_to_ten).missing);
}

TEST_CASE("what is older than the oldest kept is missing", "[protocol]") {
    const auto start = begin_after(at(2), six_to_ten);
    CHECK(start.after == offset{5});
    CHECK(start.missing == gap{offset{2}, offset{6}, gap_reason::expired});
}

TEST_CASE("another epoch, and the future, are followed by everything", "[protocol]") {
    for (const position& foreign : {position{epoch{2}, offset{7}}, at(11)}) {
        const auto start = begin_after(foreign, six_to_ten);
        CHECK(start.after == offset{5});
        CHECK(start.missing == gap{offset{}, offset{6}, gap_reason::epoch_changed});
    }
}

TEST_CASE("an empty history misses nothing that never was", "[protocol]") {
    const kept_range empty{epoch{1}, offset{1}, offset{0}};
    CHECK_FALSE(begin_after(at(0), empty).missing);
    CHECK_FALSE(begin_after({epoch{1}, offset{0}}, empty).missing);
}
