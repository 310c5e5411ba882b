#include "faults/byte_delay.hpp"

#include "support/catch.hpp"

using namespace crier;
using namespace std::chrono_literals;

namespace {
const auto start = byte_delay::clock::now();
} // namespace

TEST_CASE("bytes may be sent once they are due, in their order", "[faults]") {
    byte_delay late;
    CHECK(late.next() == byte_delay::clock::time_point::max());
    late.queued(10, start + 100ms);
    late.queued(15, start + 300ms);
    late.queued(16, start); // behind what is late
    CHECK(late.due(start) == 0);
    CHECK(late.next() == start + 100ms);
    CHECK(late.due(start + 100ms) == 10);
    CHECK(late.due(start + 300ms) == 16);
    late.sent(4);
    CHECK(late.due(start + 200ms) == 6);
    late.sent(7);
    CHECK(late.due(start + 300ms) == 5);
    CHECK(late.next() == start + 300ms);
}

TEST_CASE("bytes that were taken back are the last ones", "[faults]") {
    byte_delay late;
    late.queued(10, start);
    late.queued(30, start + 1s);
    late.queued(12, start + 2s);
    CHECK(late.due(start + 1s) == 12);
    late.queued(4, start + 2s);
    CHECK(late.due(start) == 4);
    late.queued(0, start);
    CHECK(late.next() == byte_delay::clock::time_point::max());
    late.queued(3, start + 5s);
    CHECK(late.due(start) == 0);
    CHECK(late.due(start + 5s) == 3);
}
