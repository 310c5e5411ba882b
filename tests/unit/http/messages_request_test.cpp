#include "http/messages_request.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <limits>

using namespace crier;

namespace {

constexpr const char* ndjson = "application/x-ndjson";

errc refused_with(std::string_view query, std::string_view accept = {}) {
    const auto parsed = parse_messages_request(query, accept);
    REQUIRE_FALSE(parsed.has_value());
    CHECK_FALSE(parsed.error().message.empty());
    return parsed.error().code;
}

} // namespace

TEST_CASE("lines are for those who ask for them", "[http]") {
    CHECK(prefers_lines("application/x-ndjson"));
    CHECK(prefers_lines("Application/X-NDJSON"));
    CHECK(prefers_lines("text/html, application/x-ndjson;q=0.5 ,*/*;q=0.1"));
    CHECK(prefers_lines("application/json;q=0.5, application/x-ndjson ; q=0.9"));
    CHECK(prefers_lines("application/x-ndjson;charset=utf-8"));
    CHECK_FALSE(prefers_lines(""));
    CHECK_FALSE(prefers_lines("*/*"));
    CHECK_FALSE(prefers_lines("application/json"));
    CHECK_FALSE(prefers_lines("application/x-ndjson;q=0"));
    CHECK_FALSE(prefers_lines("application/x-ndjson;q=0.000"));
    CHECK_FALSE(prefers_lines("application/x-ndjson;q=0.4,application/json"));
    CHECK_FALSE(prefers_lines("application/x-ndjson-other"));
    CHECK_FALSE(prefers_lines(",;,"));
}

TEST_CASE("without a query the oldest messages are asked for", "[http]") {
    const auto asked = parse_messages_request("", "").value();
    CHECK(asked.wanted.filters == std::vector<std::string>{"#"});
    CHECK_FALSE(asked.start.since);
    CHECK(asked.start.last == 0);
    CHECK(asked.limit == listed_messages_default);
    CHECK_FALSE(asked.lines);
}

TEST_CASE("topics, since and last are those of a subscription", "[http]") {
    const auto asked = parse_messages_request("topics=a/%23,b&since=7", "").value();
    CHECK(asked.wanted.filters == std::vector<std::string>{"a/#", "b"});
    CHECK(asked.start.since == position{std::nullopt, offset{7}});
    CHECK(parse_messages_request("last=500", "").value().limit == 500);
    CHECK(parse_messages_request("last=500&limit=7", "").value().limit == 7);
    CHECK(refused_with("topics=a+") == errc::bad_filter);
    CHECK(refused_with("since=now") == errc::position_unknown);
    CHECK(refused_with("since=1&last=1") == errc::bad_request);
    CHECK(refused_with("format=raw") == errc::bad_request);
}

TEST_CASE("limit is a number up to its limit, which lines don't have", "[http]") {
    CHECK(parse_messages_request("limit=1", "").value().limit == 1);
    CHECK(parse_messages_request("limit=10000", "").value().limit == 10'000);
    CHECK(refused_with("limit=10001") == errc::bad_request);
    CHECK(refused_with("limit=0") == errc::bad_request);
    CHECK(refused_with("limit=") == errc::bad_request);
    CHECK(refused_with("limit=-1") == errc::bad_request);
    CHECK(parse_messages_request("limit=10001", ndjson).value().limit == 10'001);
    CHECK(refused_with("limit=0", ndjson) == errc::bad_request);
    CHECK(parse_messages_request("last=5", ndjson).value().limit ==
          std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a message is one line, whatever its payload holds", "[http]") {
    const auto said = make_message(1, "a", "{\"x\":\r\n[1,\n\"\\n\"]}");
    said->format = payload_format::json;
    std::string lines = "before\n";
    append_message_line(lines, *said);
    CHECK(lines.starts_with("before\n{"));
    const std::string line = lines.substr(7);
    CHECK(line.find_first_of("\r\n") == line.size() - 1);
    const auto data = boost::json::parse(line).at("data");
    CHECK(data.at("x").at(1) == "\n");

    const auto text = make_message(2, "a", "one\r\ntwo");
    lines.clear();
    append_message_line(lines, *text);
    CHECK(lines.find_first_of("\r\n") == lines.size() - 1);
    CHECK(boost::json::parse(lines).at("data") == "one\r\ntwo");
}
