// How people say where a hub is and where to begin, and how they are answered: addresses, times,
// lines, tables.

#include "cli/hub_questions.hpp"
#include "cli/pretty_line.hpp"
#include "cli/since_request.hpp"
#include "cli/table.hpp"
#include "cli/web_address.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

std::string address(const std::string& text) {
    const auto read = parse_web_address(text);
    return read ? read->text() : "none";
}

TEST_CASE("a web address may be a URL, or a host alone", "[cli]") {
    CHECK(address("http://hub") == "http://hub:80");
    CHECK(address("https://hub/") == "https://hub:443");
    CHECK(address("http://127.0.0.1:8080") == "http://127.0.0.1:8080");
    CHECK(address("https://[::1]:9") == "https://[::1]:9");
    CHECK(address("http://[::1]") == "http://[::1]:80");
    CHECK(address("hub") == "http://hub:8080");
    CHECK(address("hub:9") == "http://hub:9");
    for (const char* text : {"", "http://", "ftp://x", "http://hub/path", "http://a@hub", "hub:0",
                             "hub:x", "http://hub?x", "http://::1"}) {
        CAPTURE(text);
        CHECK(address(text) == "none");
    }
}

TEST_CASE("a beginning is a position, a time, or how long ago", "[cli]") {
    const timestamp now{1'764'000'000s};
    CHECK(parse_since("1204", now).value() == since_request{position{{}, offset{1204}}});
    CHECK(parse_since("0000000000000abc:7", now).value() ==
          since_request{position{epoch{0xABC}, offset{7}}});
    CHECK(parse_since("10m", now).value() == since_request{now - 10min});
    CHECK(parse_since("2025-11-24T16:00:00Z", now).value() == since_request{timestamp{now}});
    CHECK_FALSE(parse_since("yesterday", now).has_value());
    CHECK_FALSE(parse_since("", now).has_value());
}

TEST_CASE("filters stand in a query as they are meant", "[cli]") {
    CHECK(topics_query({}).empty());
    CHECK(topics_query({"a/#", "+/b,c"}) == "topics=a/%23&topics=%2B/b%2Cc");
    CHECK(percent_encode("ä &=") == "%C3%A4%20%26%3D");
}

TEST_CASE("deltas, payloads and gaps in words", "[cli]") {
    CHECK(delta_words(std::nullopt) == "first");
    CHECK(delta_words(12100us) == "+12.1 ms");
    CHECK(delta_words(3120400us) == "+3.120 s");
    CHECK(delta_words(30min) == "+30.0 min");
    CHECK(delta_words(48h) == "+2.0 d");
    CHECK(payload_words(payload_format::text, "a\nb") == "a\\nb");
    CHECK(payload_words(payload_format::binary, std::string_view{"\x00\xFF", 2}) ==
          "2 bytes: 00 ff");
    CHECK(payload_words(payload_format::binary, std::string(20, 'a')).ends_with("61 …"));
    CHECK(gap_words({offset{417}, offset{1200}, "expired"}) ==
          "offsets 418 to 1199 are no longer kept (expired)");
    CHECK(gap_words({offset{0}, offset{1}, "epoch_changed"})
              .starts_with("the hub's history is another"));
    CHECK(gap_words({offset{417}, offset{418}, "epoch_changed"}) ==
          "the hub has lost the end of its history (epoch_changed): what came after offset 417 is "
          "gone, and other messages have those offsets");
}

told_message on(const std::string& topic, const std::string& payload) {
    told_message out;
    out.topic = topic;
    out.source = "me";
    out.payload = payload;
    out.time = timestamp{1'764'000'000'123'456us};
    return out;
}

TEST_CASE("lines stand in columns that grow", "[cli]") {
    ::setenv("TZ", "UTC", 1);
    pretty_lines lines{style{false}};
    CHECK(lines.message(on("a/long/topic", "x")) ==
          "── 2025-11-24 ──\n16:00:00.123      first  a/long/topic  me  x");
    CHECK(lines.message(on("b", "\x1b[2J")) ==
          "16:00:00.123      first  b             me  \\x1b[2J");
    pretty_lines colored{style{true}};
    CHECK(colored.message(on("b", "x")).find("\x1b[36mb\x1b[0m") != std::string::npos);
}

TEST_CASE("a table is as wide as it has to be", "[cli]") {
    table shown{{{"TOPIC", false}, {"COUNT", true}, {"", false}}};
    shown.add({"a", "1", ""});
    shown.add({"schön\n", "12345678"});
    CHECK(shown.text(style{false}) == "TOPIC       COUNT\n"
                                      "a               1\n"
                                      "schön\\n  12345678\n");
}

} // namespace
} // namespace crier
