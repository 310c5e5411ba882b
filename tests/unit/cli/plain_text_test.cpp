#include "cli/plain_text.hpp"

#include "support/catch.hpp"

namespace crier {
namespace {

using namespace std::chrono_literals;

TEST_CASE("what a stranger wrote can't command a terminal", "[cli]") {
    CHECK(plain_text("a\x1b[31mb") == "a\\x1b[31mb");
    CHECK(plain_text("a\nb\tc\r") == "a\\nb\\tc\\x0d");
    CHECK(plain_text("\xC2\x9B"
                     "31m") == "\\x9b31m");
    CHECK(plain_text("\x7F") == "\\x7f");
    CHECK(plain_text("schön \xC2\xA0 ✓") == "schön \xC2\xA0 ✓");
    CHECK(plain_text("\xC2") == "\xC2");
}

TEST_CASE("columns are characters", "[cli]") {
    CHECK(columns_of("") == 0);
    CHECK(columns_of("abc") == 3);
    CHECK(columns_of("schön") == 5);
}

TEST_CASE("sizes, times, counts and rates are as people say them", "[cli]") {
    CHECK(bytes_words(0) == "0 B");
    CHECK(bytes_words(1023) == "1023 B");
    CHECK(bytes_words(1024) == "1.0 KiB");
    CHECK(bytes_words(3.4 * 1024 * 1024) == "3.4 MiB");
    CHECK(bytes_words(2.0 * 1024 * 1024 * 1024 * 1024) == "2.0 TiB");
    CHECK(duration_words(820us) == "820 µs");
    CHECK(duration_words(3120us) == "3.12 ms");
    CHECK(duration_words(4100ms) == "4.10 s");
    CHECK(duration_words(200s) == "3 min 20 s");
    CHECK(duration_words(125min) == "2 h 5 min");
    CHECK(duration_words(76h) == "3 d 4 h");
    CHECK(count_words(1, "message") == "1 message");
    CHECK(count_words(0, "message") == "0 messages");
    CHECK(rate_words(12.54) == "12.5/s");
    CHECK(rate_words(1204.4) == "1204/s");
}

TEST_CASE("text is wrapped where it has blanks", "[cli]") {
    CHECK(wrapped_text("one two three", 8) == "one two\nthree");
    CHECK(wrapped_text("one\n\ntwo", 8) == "one\n\ntwo");
    CHECK(wrapped_text("endlessword in", 5) == "endlessword\nin");
    CHECK(wrapped_text("2  it is ill or bad\n3  x", 12) == "2  it is ill\n   or bad\n3  x");
}

} // namespace
} // namespace crier
