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

TEST_CASE("a chunk tells whose messages end within a stretch of it", "[broadcast]") {
    topic_account a;
    topic_account b;
    chunk bytes{64};
    bytes.append("a1", "", &a);      // up to 2
    bytes.append("a2", "", &a);      // 4
    bytes.append("event", "");       // 9
    bytes.append("b", "", &b);       // 10
    bytes.append("a three", "", &a); // 17
    using told = std::vector<std::pair<topic_account*, std::size_t>>;
    const auto messages = [&](std::uint32_t begin, std::uint32_t end) {
        told out;
        bytes.visit_messages(begin, end, [&](topic_account& about, std::size_t count) {
            out.emplace_back(&about, count);
        });
        return out;
    };
    CHECK(messages(0, 17) == told{{&a, 2}, {&b, 1}, {&a, 1}});
    CHECK(messages(0, 4) == told{{&a, 2}});
    CHECK(messages(1, 3) == told{{&a, 1}}); // the second isn't whole
    CHECK(messages(4, 9).empty());
    CHECK(messages(9, 10) == told{{&b, 1}});
    CHECK(messages(10, 16).empty());
    CHECK(messages(16, 17) == told{{&a, 1}});
    CHECK(messages(17, 17).empty());
    CHECK(messages(0, 0).empty());
}
