#include "broadcast/chunk.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("a chunk says where the frame around a byte ends", "[broadcast]") {
    chunk bytes{64};
    bytes.append("ab", "cd");
    bytes.append("e", "");
    bytes.append("fg", "hij");
    CHECK(bytes.size() == 10);
    CHECK(bytes.frame_end(0) == 0);
    CHECK(bytes.frame_end(1) == 4);
    CHECK(bytes.frame_end(4) == 4);
    CHECK(bytes.frame_end(5) == 5);
    CHECK(bytes.frame_end(6) == 10);
    CHECK(bytes.frame_end(10) == 10);
}

TEST_CASE("a chunk has room until it is exactly full", "[broadcast]") {
    chunk bytes{5};
    CHECK(bytes.has_room(5));
    bytes.append("abc", "d");
    CHECK(bytes.has_room(1));
    CHECK_FALSE(bytes.has_room(2));
    bytes.append("e", "");
    CHECK(bytes.has_room(0));
    CHECK_FALSE(bytes.has_room(1));
}

TEST_CASE("slices touch only within one chunk and without a hole", "[broadcast]") {
    const auto one = std::make_shared<chunk>(8);
    const auto other = std::make_shared<chunk>(8);
    CHECK(slice{one, 0, 4}.touches(slice{one, 4, 8}));
    CHECK_FALSE(slice{one, 0, 4}.touches(slice{one, 5, 8}));
    CHECK_FALSE(slice{one, 0, 4}.touches(slice{other, 4, 8}));
}
