#include "protocol/since.hpp"

#include "support/catch.hpp"

#include <array>

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

TEST_CASE("a history that lost its end goes on for whoever had no more than is left",
          "[protocol]") {
    constexpr std::array former{former_epoch{epoch{7}, offset{7}},
                                former_epoch{epoch{8}, offset{9}}};
    const kept_range kept{epoch{1}, offset{6}, offset{10}, former};
    for (const position& shared : {position{epoch{7}, offset{6}}, position{epoch{7}, offset{7}},
                                   position{epoch{8}, offset{9}}}) {
        const auto start = begin_after(shared, kept);
        CHECK(start.after == shared.offset);
        CHECK_FALSE(start.missing);
    }
    CHECK(begin_after({epoch{7}, offset{2}}, kept).missing ==
          gap{offset{2}, offset{6}, gap_reason::expired});
    SECTION("who had more gets everything that came after what both have") {
        for (const auto& [named, last] : former) {
            for (const std::uint64_t further : {1U, 2U, 100U}) {
                const auto start = begin_after({named, offset{last.value + further}}, kept);
                CHECK(start.after == last);
                CHECK(start.missing == gap{last, last.next(), gap_reason::epoch_changed});
            }
        }
    }
    SECTION("of which the first may have expired") {
        const kept_range later{epoch{1}, offset{20}, offset{30}, former};
        const auto start = begin_after({epoch{8}, offset{12}}, later);
        CHECK(start.after == offset{19});
        CHECK(start.missing == gap{offset{9}, offset{20}, gap_reason::epoch_changed});
    }
    SECTION("and another history is another one still") {
        CHECK(begin_after({epoch{2}, offset{6}}, kept).missing ==
              gap{offset{}, offset{6}, gap_reason::epoch_changed});
    }
}
