#include "history/recent.hpp"

#include "support/catch.hpp"

#include <memory>
#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr timestamp start{std::chrono::microseconds{1'700'000'000'000'000}};
constexpr retention unlimited{1'000'000, 1'000'000'000, 24h};

message_ptr numbered(std::uint64_t number, timestamp time = start, std::size_t payload_bytes = 1) {
    const std::string payload(payload_bytes, 'x');
    message said;
    said.offset = offset{number};
    said.time = time;
    said.payload = payload;
    return keep(said);
}

recent filled(const retention& limits, std::uint64_t count) {
    recent out{limits};
    for (std::uint64_t i = 1; i <= count; ++i)
        out.add(numbered(i));
    return out;
}

TEST_CASE("an empty ring has nothing, and covers its own end", "[history]") {
    const recent ring{unlimited};
    CHECK(ring.last() == offset{0});
    CHECK(ring.oldest() == offset{1});
    CHECK(ring.size() == 0);
    CHECK(ring.bytes() == 0);
    CHECK(ring.covers(offset{0}));
}

TEST_CASE("every kept message is found at its offset", "[history]") {
    const recent ring = filled(unlimited, 5);
    CHECK(ring.oldest() == offset{1});
    CHECK(ring.last() == offset{5});
    for (std::uint64_t i = 1; i <= 5; ++i)
        CHECK(ring.at(offset{i})->offset == offset{i});
}

TEST_CASE("over the limit of messages the oldest go", "[history]") {
    for (const std::uint64_t count : {2U, 3U, 4U, 10U}) {
        CAPTURE(count);
        recent ring = filled({3, 1'000'000, 24h}, count);
        ring.trim(start);
        CHECK(ring.size() == std::min<std::uint64_t>(count, 3));
        CHECK(ring.last() == offset{count});
        CHECK(ring.oldest() == offset{count + 1 - ring.size()});
        CHECK(ring.at(ring.oldest())->offset == ring.oldest());
    }
}

TEST_CASE("over the limit of bytes the oldest go", "[history]") {
    const std::uint64_t each = filled(unlimited, 1).bytes();
    CHECK(each > 1);
    for (const std::uint64_t limit : {3 * each - 1, 3 * each, 3 * each + 1}) {
        CAPTURE(limit);
        recent ring = filled({1000, limit, 24h}, 5);
        ring.trim(start);
        CHECK(ring.size() == (limit < 3 * each ? 2 : 3));
        CHECK(ring.bytes() == ring.size() * each);
    }
}

TEST_CASE("a payload counts with its bytes", "[history]") {
    recent ring{unlimited};
    ring.add(numbered(1, start, 0));
    const auto empty = ring.bytes();
    ring.add(numbered(2, start, 1000));
    CHECK(ring.bytes() == 2 * empty + 1000);
}

TEST_CASE("what is older than the limit goes", "[history]") {
    recent ring{{1000, 1'000'000, 10s}};
    for (std::uint64_t i = 1; i <= 5; ++i)
        ring.add(numbered(i, start + i * 1s));
    ring.trim(start + 11s);
    CHECK(ring.oldest() == offset{1}); // exactly as old as allowed
    ring.trim(start + 11s + 1us);
    CHECK(ring.oldest() == offset{2});
    ring.trim(start + 1h);
    CHECK(ring.size() == 0);
    CHECK(ring.bytes() == 0);
}

TEST_CASE("an emptied ring remembers where it stood", "[history]") {
    recent ring = filled({0, 0, 0s}, 5);
    ring.trim(start);
    CHECK(ring.size() == 0);
    CHECK(ring.last() == offset{5});
    CHECK(ring.oldest() == offset{6});
    CHECK(ring.covers(offset{5}));
    CHECK_FALSE(ring.covers(offset{4}));
    ring.add(numbered(6));
    CHECK(ring.at(offset{6})->offset == offset{6});
}

TEST_CASE("a ring covers a position when everything after it is kept", "[history]") {
    recent ring = filled({3, 1'000'000, 24h}, 10); // 8, 9 and 10 stay
    ring.trim(start);
    CHECK_FALSE(ring.covers(offset{0}));
    CHECK_FALSE(ring.covers(offset{6}));
    CHECK(ring.covers(offset{7}));
    CHECK(ring.covers(offset{9}));
    CHECK(ring.covers(offset{10}));
    CHECK(ring.covers(offset{11}));
}

} // namespace
} // namespace crier
