#include "protocol/event.hpp"

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>

namespace crier {
namespace {

namespace json = boost::json;

json::object read(const std::string& text) {
    return json::parse({text.data(), text.size()}).as_object();
}

message some_message() {
    message out;
    out.offset = offset{9};
    out.prev = offset{7};
    out.time = timestamp{std::chrono::microseconds{951'827'696'123'456}};
    out.delta = std::chrono::microseconds{3'120'400};
    out.sent_at = out.time - std::chrono::seconds{1};
    out.seq = 3;
    out.topic = "a/\"b\"";
    out.source = "press-7";
    out.session = "s";
    out.payload = "line\n\u20ac";
    return out;
}

std::string encode(const message& message) {
    std::string out;
    append_message_event(out, message);
    return out;
}

TEST_CASE("a text message's event has every member in the documented order", "[protocol]") {
    CHECK(encode(some_message()) ==
          "{\"type\":\"message\",\"topic\":\"a/\\\"b\\\"\",\"offset\":9,\"prev\":7,"
          "\"time\":\"2000-02-29T12:34:56.123456Z\",\"sent\":\"2000-02-29T12:34:55.123456Z\","
          "\"source\":\"press-7\",\"seq\":3,\"delta_ms\":3120.4,\"data\":\"line\\n\u20ac\"}");
}

TEST_CASE("a message without time of sending and delta says null and nothing", "[protocol]") {
    message first = some_message();
    first.sent_at.reset();
    first.delta.reset();
    first.prev = {};
    const auto event = read(encode(first));
    CHECK_FALSE(event.contains("sent"));
    CHECK(event.at("delta_ms").is_null());
    CHECK(event.at("prev") == 0);
}

TEST_CASE("a delta of nothing is 0, not null", "[protocol]") {
    message same_time = some_message();
    same_time.delta = std::chrono::microseconds{0};
    CHECK(read(encode(same_time)).at("delta_ms") == 0);
}

TEST_CASE("a JSON payload stands in the event as the value itself", "[protocol]") {
    message json_message = some_message();
    json_message.format = payload_format::json;
    for (const std::string payload : {R"({"a":[1,null]})", "null", "1e2", "\"x\"", " [ ] \n"}) {
        CAPTURE(payload);
        json_message.payload = payload;
        const auto event = read(encode(json_message));
        CHECK(event.at("data") == json::parse({payload.data(), payload.size()}));
        CHECK_FALSE(event.contains("data_base64"));
    }
}

TEST_CASE("a binary payload stands in the event as base64", "[protocol]") {
    message binary = some_message();
    binary.format = payload_format::binary;
    binary.payload = {"\0\xFF\n", 3};
    const auto event = read(encode(binary));
    CHECK(event.at("data_base64") == "AP8K");
    CHECK_FALSE(event.contains("data"));
}

TEST_CASE("an empty payload is an empty string", "[protocol]") {
    message empty = some_message();
    empty.payload = {};
    CHECK(read(encode(empty)).at("data") == "");
    empty.format = payload_format::binary;
    CHECK(read(encode(empty)).at("data_base64") == "");
}

TEST_CASE("every other event is as documented", "[protocol]") {
    const welcome greeting{"a \"hub\"",
                           "1.2.3",
                           epoch{0xABC},
                           offset{5},
                           std::chrono::seconds{25},
                           std::chrono::milliseconds{1500}};
    CHECK(welcome_event(greeting) ==
          R"({"type":"welcome","hub":"a \"hub\"","version":"1.2.3",)"
          R"("epoch":"0000000000000abc","offset":5,"ping_s":25,"heartbeat_s":1.5})");
    CHECK(live_event(offset{0}) == R"({"type":"live","offset":0})");
    CHECK(heartbeat_event(offset{18'446'744'073'709'551'615U}) ==
          R"({"type":"heartbeat","offset":18446744073709551615})");
    CHECK(gap_event(offset{3}, offset{9}, gap_reason::expired) ==
          R"({"type":"gap","after":3,"before":9,"reason":"expired"})");
    CHECK(gap_event(offset{3}, offset{9}, gap_reason::epoch_changed) ==
          R"({"type":"gap","after":3,"before":9,"reason":"epoch_changed"})");
    CHECK(subscribed_event({"a/#", "\"b\""}) ==
          R"({"type":"subscribed","topics":["a/#","\"b\""]})");
    CHECK(subscribed_event({}) == R"({"type":"subscribed","topics":[]})");
    CHECK(unsubscribed_event({"#"}) == R"({"type":"unsubscribed","topics":["#"]})");
    CHECK(pong_event(timestamp{std::chrono::milliseconds{1500}}) ==
          R"({"type":"pong","time":"1970-01-01T00:00:01.500000Z"})");
    CHECK(drain_event(std::chrono::milliseconds{1500}) ==
          R"({"type":"drain","reconnect_ms":1500})");
    CHECK(error_body("not_found", "no \"such\" page") ==
          "{\"error\":{\"code\":\"not_found\",\"message\":\"no \\\"such\\\" page\"}}\n");
}

TEST_CASE("an answer carries its request's id as it was sent, or none", "[protocol]") {
    CHECK(published_event("\"x\"", offset{4}) == R"({"type":"published","id":"x","offset":4})");
    CHECK(published_event("{\"a\":1}", offset{4}) ==
          R"({"type":"published","id":{"a":1},"offset":4})");
    CHECK(published_event("", offset{4}) == R"({"type":"published","offset":4})");
    const refusal why{errc::bad_topic, "it is \"bad\""};
    CHECK(error_event(why, "7") ==
          R"({"type":"error","code":"bad_topic","message":"it is \"bad\"","id":7})");
    CHECK(error_event(why, "") ==
          R"({"type":"error","code":"bad_topic","message":"it is \"bad\""})");
}

} // namespace
} // namespace crier
