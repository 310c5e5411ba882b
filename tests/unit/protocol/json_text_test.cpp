#include "protocol/json_text.hpp"

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>
#include <vector>

namespace crier {
namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

/// What a reader of the JSON gets.
std::string read_back(const std::string& encoded) {
    const auto value = boost::json::parse({encoded.data(), encoded.size()});
    return {value.get_string().data(), value.get_string().size()};
}

std::string time_text(std::int64_t microseconds) {
    std::string out;
    append_time(out, timestamp{std::chrono::microseconds{microseconds}});
    return out;
}

std::string milliseconds_text(std::uint64_t microseconds) {
    std::string out;
    append_thousandths(out, microseconds);
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    append_base64(out, bytes);
    return out;
}

TEST_CASE("every ASCII character survives being written as a JSON string", "[protocol]") {
    std::string all;
    for (int byte = 0; byte < 0x80; ++byte) {
        const std::string text(1, static_cast<char>(byte));
        CAPTURE(byte);
        const std::string encoded = as_json(text);
        CHECK(read_back(encoded) == text);
        CHECK(read_back(as_json("<" + text + ">")) == "<" + text + ">");
        // RFC 8259 section 7 asks for these and no others.
        const bool escaped = byte < 0x20 || byte == '"' || byte == '\\';
        CHECK((encoded != "\"" + text + "\"") == escaped);
        all += text;
    }
    CHECK(read_back(as_json(all)) == all);
}

TEST_CASE("what isn't UTF-8 becomes a replacement character in JSON", "[protocol]") {
    // A refusal quotes what was refused, for instance a parameter of a URL: with its bytes as they
    // were, the answer was no JSON.
    CHECK(read_back(as_json("\xFF")) == "\uFFFD");
    CHECK(read_back(as_json("a\xC3(\"\xE2\x82\xACz")) == "a\uFFFD(\"\u20ACz");
    CHECK(read_back(as_json("\u00E9\xED\xA0\x80\u00E9")) == "\u00E9\uFFFD\uFFFD\uFFFD\u00E9");
    CHECK(read_back(as_json("\xF0\x9F\x98")) == "\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("characters beyond ASCII stand in JSON as they are", "[protocol]") {
    for (const std::string text :
         {"\u0080", "\u00e9", "\u07ff", "\u0800", "\u20ac", "\u2028", "\u2029", "\ufeff", "\uffff",
          "\U00010000", "\U0001F4E3", "\U0010ffff", "a\u00e9\"\u20ac\\\U0001F4E3\n"}) {
        CAPTURE(text);
        CHECK(read_back(as_json(text)) == text);
    }
    CHECK(as_json("\u2028\U0001F4E3") == "\"\u2028\U0001F4E3\"");
}

TEST_CASE("control characters have their short escapes where JSON has one", "[protocol]") {
    CHECK(as_json("\b\f\n\r\t\"\\/") == R"("\b\f\n\r\t\"\\/")");
    CHECK(as_json(std::string{"\0\x01\x1f\x7f", 4}) == "\"\\u0000\\u0001\\u001f\x7f\"");
    CHECK(as_json("") == R"("")");
}

TEST_CASE("times are written in UTC with six decimals", "[protocol]") {
    CHECK(time_text(0) == "1970-01-01T00:00:00.000000Z");
    CHECK(time_text(1) == "1970-01-01T00:00:00.000001Z");
    CHECK(time_text(951'827'696'123'456) == "2000-02-29T12:34:56.123456Z");
    CHECK(time_text(1'709'164'800'000'000) == "2024-02-29T00:00:00.000000Z");
    CHECK(time_text(1'709'251'199'999'999) == "2024-02-29T23:59:59.999999Z");
    CHECK(time_text(253'402'300'799'999'999) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("milliseconds have as many decimals as they need", "[protocol]") {
    CHECK(milliseconds_text(0) == "0");
    CHECK(milliseconds_text(1) == "0.001");
    CHECK(milliseconds_text(10) == "0.01");
    CHECK(milliseconds_text(100) == "0.1");
    CHECK(milliseconds_text(999) == "0.999");
    CHECK(milliseconds_text(1000) == "1");
    CHECK(milliseconds_text(1050) == "1.05");
    CHECK(milliseconds_text(3'120'400) == "3120.4");
    CHECK(milliseconds_text(1'000'000) == "1000");
    CHECK(milliseconds_text(86'400'000'001) == "86400000.001");
}

TEST_CASE("base64 is as in RFC 4648's own examples", "[protocol]") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xFB\xEF\xFF") == "++//");
    CHECK(base64(std::string(3, '\0')) == "AAAA");
}

TEST_CASE("numbers are written in full", "[protocol]") {
    std::string out;
    append_number(out, 0);
    append_number(out, 18'446'744'073'709'551'615U);
    CHECK(out == "018446744073709551615");
}

} // namespace
} // namespace crier
