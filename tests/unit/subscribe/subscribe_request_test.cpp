#include "subscribe/subscribe_request.hpp"

#include "support/catch.hpp"

using namespace crier;

namespace {

errc refused_with(std::string_view query) {
    const auto parsed = parse_subscribe_request(query);
    REQUIRE_FALSE(parsed.has_value());
    CHECK_FALSE(parsed.error().message.empty());
    return parsed.error().code;
}

} // namespace

TEST_CASE("without a query everything that comes is asked for, as JSON", "[subscribe]") {
    const auto request = parse_subscribe_request("").value();
    CHECK(request.filters == std::vector<std::string>{"#"});
    CHECK_FALSE(request.start.since);
    CHECK(request.start.last == 0);
    CHECK(request.format == delivery_format::websocket_json);
}

TEST_CASE("filters are parted by commas, and the parameter may be repeated", "[subscribe]") {
    const auto request = parse_subscribe_request("topics=a/%23,b/+/c&topics=d%2Ce,%C3%A4").value();
    CHECK(request.filters == std::vector<std::string>{"a/#", "b/+/c", "d,e", "\xC3\xA4"});
}

TEST_CASE("topics=none subscribes to nothing", "[subscribe]") {
    CHECK(parse_subscribe_request("topics=none").value().filters.empty());
    CHECK(refused_with("topics=none&topics=a") == errc::bad_filter);
}

TEST_CASE("since is a position", "[subscribe]") {
    const auto alone = parse_subscribe_request("since=42").value();
    CHECK(alone.start.since == position{std::nullopt, offset{42}});
    const auto full = parse_subscribe_request("since=00000000000000ff:7").value();
    CHECK(full.start.since == position{epoch{255}, offset{7}});
    const auto encoded = parse_subscribe_request("since=00000000000000ff%3A7").value();
    CHECK(encoded.start.since == full.start.since);
    CHECK(refused_with("since=") == errc::position_unknown);
    CHECK(refused_with("since=yesterday") == errc::position_unknown);
    CHECK(refused_with("since=-1") == errc::position_unknown);
}

TEST_CASE("last is a number up to its limit", "[subscribe]") {
    CHECK(parse_subscribe_request("last=10000").value().start.last == 10'000);
    CHECK(refused_with("last=10001") == errc::bad_request);
    CHECK(refused_with("last=ten") == errc::bad_request);
    CHECK(refused_with("last=") == errc::bad_request);
    CHECK(refused_with("last=5&since=3") == errc::bad_request);
}

TEST_CASE("format is json or raw", "[subscribe]") {
    CHECK(parse_subscribe_request("format=raw").value().format == delivery_format::websocket_raw);
    CHECK(refused_with("format=xml") == errc::bad_request);
}

TEST_CASE("what can't be read is refused by name", "[subscribe]") {
    CHECK(refused_with("topics=a+") == errc::bad_filter);
    CHECK(refused_with("topics=") == errc::bad_filter);
    CHECK(refused_with("topics=a,,b") == errc::bad_filter);
    CHECK(refused_with("topics=%zz") == errc::bad_request);
    CHECK(refused_with("topic=a") == errc::bad_request);
    const auto unknown = parse_subscribe_request("topic=a");
    CHECK(unknown.error().message.find("\"topic\"") != std::string::npos);
}

TEST_CASE("events take no format and are in their own", "[subscribe]") {
    const auto request = parse_events_request("topics=a&last=3", "").value();
    CHECK(request.format == delivery_format::server_sent);
    CHECK(request.filters == std::vector<std::string>{"a"});
    CHECK(request.start.last == 3);
    CHECK_FALSE(parse_events_request("format=json", "").has_value());
    CHECK_FALSE(parse_events_request("topic=a", "").has_value());
    CHECK(parse_events_request("token=t", "").has_value());
}

TEST_CASE("the last event's id wins over where the URL begins", "[subscribe]") {
    const position seen{epoch{255}, offset{7}};
    for (const char* query : {"", "since=3", "last=3"}) {
        INFO(query);
        const auto request = parse_events_request(query, "00000000000000ff:7").value();
        CHECK(request.start.since == seen);
        CHECK(request.start.last == 0);
    }
    const auto refused = parse_events_request("", "yesterday");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == errc::position_unknown);
}
