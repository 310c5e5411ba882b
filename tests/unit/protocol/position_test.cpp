#include <crier/position.hpp>

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("an offset alone is a position without an epoch", "[protocol]") {
    const auto parsed = parse_position("42");
    REQUIRE(parsed.has_value());
    CHECK_FALSE(parsed->epoch);
    CHECK(parsed->offset == offset{42});
    CHECK(parse_position("0")->offset == offset{0});
    CHECK(parse_position("18446744073709551615")->offset == offset{18'446'744'073'709'551'615U});
}

TEST_CASE("an epoch and an offset are a position", "[protocol]") {
    const auto parsed = parse_position("0123456789abcdef:7");
    REQUIRE(parsed.has_value());
    CHECK(parsed->epoch == epoch{0x0123456789abcdef});
    CHECK(parsed->offset == offset{7});
    CHECK(parse_position("FFFFFFFFFFFFFFFF:0")->epoch == epoch{0xFFFFFFFFFFFFFFFF});
}

TEST_CASE("what is no position is refused with the text itself", "[protocol]") {
    for (const std::string text : {"",
                                   ":",
                                   "x",
                                   "-1",
                                   "+1",
                                   " 1",
                                   "1 ",
                                   "1.0",
                                   "1e3",
                                   "0x1",
                                   "18446744073709551616",
                                   "0123456789abcdef",
                                   "0123456789abcdef:",
                                   "0123456789abcde:1",
                                   "0123456789abcdef0:1",
                                   "0123456789abcdeg:1",
                                   "0123456789abcdef:1:2",
                                   "0123456789abcdef:-1",
                                   ":1",
                                   "-123456789abcdef:1"}) {
        CAPTURE(text);
        const auto parsed = parse_position(text);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == errc::position_unknown);
        CHECK(parsed.error().message.find("\"" + text + "\"") == 0);
    }
}

TEST_CASE("an epoch is written as 16 hex digits and read back", "[protocol]") {
    CHECK(epoch{0}.text() == "0000000000000000");
    CHECK(epoch{0x0123456789abcdef}.text() == "0123456789abcdef");
    CHECK(parse_position(epoch{0xFEDCBA9876543210}.text() + ":1")->epoch ==
          epoch{0xFEDCBA9876543210});
}

TEST_CASE("offsets are counted one by one, and 0 has none before it", "[protocol]") {
    CHECK(offset{0}.next() == offset{1});
    CHECK(offset{1}.previous() == offset{0});
    CHECK(offset{0}.previous() == offset{0});
    CHECK(offset{1} < offset{2});
}

} // namespace
} // namespace crier
