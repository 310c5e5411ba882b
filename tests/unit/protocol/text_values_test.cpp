#include "protocol/text_values.hpp"

#include "protocol/json_text.hpp"
#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

std::string again(std::string_view text) {
    const auto time = parse_time(text);
    if (!time)
        return "none";
    std::string out;
    append_time(out, *time);
    return out;
}

TEST_CASE("times are read back as they were written", "[protocol]") {
    CHECK(again("2026-11-22T20:11:00.123456Z") == "2026-11-22T20:11:00.123456Z");
    CHECK(again("1970-01-01T00:00:00.000000Z") == "1970-01-01T00:00:00.000000Z");
}

TEST_CASE("times are read in every form of RFC 3339", "[protocol]") {
    CHECK(again("2026-11-22T20:11:00Z") == "2026-11-22T20:11:00.000000Z");
    CHECK(again("2026-11-22t20:11:00.5z") == "2026-11-22T20:11:00.500000Z");
    CHECK(again("2026-11-22 20:11:00.1234567899Z") == "2026-11-22T20:11:00.123456Z");
    CHECK(again("2026-11-22T00:30:00+01:00") == "2026-11-21T23:30:00.000000Z");
    CHECK(again("2026-11-22T20:11:00-05:30") == "2026-11-23T01:41:00.000000Z");
    CHECK(again("2026-11-22") == "2026-11-22T00:00:00.000000Z");
    CHECK(again("2024-02-29") == "2024-02-29T00:00:00.000000Z");
}

TEST_CASE("what is no time is none", "[protocol]") {
    for (const std::string text :
         {"", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-22T", "2026-11-22T20:11:00",
          "2026-11-22T20:11Z", "2026-11-22T24:00:00Z", "2026-11-22T20:60:00Z",
          "2026-11-22T20:11:61Z", "2026-11-22T20:11:00.Z", "2026-11-22T20:11:00Zx",
          "2026-11-22T20:11:00+1:00", "x026-11-22", "2026-11-2x"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_time(text));
    }
}

TEST_CASE("base64 is read back as it was written", "[protocol]") {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        std::string encoded;
        append_base64(encoded, bytes);
        CHECK(decode_base64(encoded) == bytes);
        bytes.push_back(static_cast<char>(i * 7));
    }
}

TEST_CASE("what is no base64 is none", "[protocol]") {
    for (const std::string text : {"A", "AA", "AAA", "A===", "====", "AA=A",
                                   "AB==", "AAB=", "A A=", "AAAA=", "AA-_", "=AAA"}) {
        CAPTURE(text);
        CHECK_FALSE(decode_base64(text));
    }
}

} // namespace
} // namespace crier
