#include "mqtt/mapping.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("a topic gets the prefix on its way to the hub, and loses it on its way back", "[mqtt]") {
    topic_mapping mapping;
    CHECK(hub_topic(mapping, "line1/press") == "line1/press");
    CHECK(broker_topic(mapping, "line1/press") == "line1/press");
    mapping.prefix = "plant/";
    CHECK(hub_topic(mapping, "line1/press") == "plant/line1/press");
    CHECK(broker_topic(mapping, "plant/line1/press") == "line1/press");
    CHECK(broker_topic(mapping, "elsewhere/press") == "elsewhere/press");
    CHECK(broker_topic(mapping, "plant/") == "plant/"); // nothing would be left
}

TEST_CASE("the source is one name for all, unless a level of the topic is it", "[mqtt]") {
    topic_mapping mapping;
    CHECK(source_of(mapping, "line1/press") == "mqtt");
    mapping.source = "plant-7";
    CHECK(source_of(mapping, "line1/press") == "plant-7");
    mapping.source_level = 1;
    CHECK(source_of(mapping, "line1/press") == "line1");
    CHECK(source_of(mapping, "line1") == "line1");
    mapping.source_level = 2;
    CHECK(source_of(mapping, "line1/press") == "press");
    CHECK(source_of(mapping, "line1/press/state") == "press");
}

TEST_CASE("for a topic without that level the fixed name speaks", "[mqtt]") {
    topic_mapping mapping;
    mapping.source_level = 2;
    CHECK(source_of(mapping, "line1") == "mqtt");
    CHECK(source_of(mapping, "line1/") == "mqtt");
    CHECK(source_of(mapping, "line1//state") == "mqtt");
}

TEST_CASE("what no source may contain becomes a dash, and the name is as long as it may be",
          "[mqtt]") {
    topic_mapping mapping;
    mapping.source_level = 1;
    CHECK(source_of(mapping, "press 7/x") == "press-7");
    CHECK(source_of(mapping, "a.b_c:d-E9/x") == "a.b_c:d-E9");
    CHECK(source_of(mapping, "\xc3\xa4/x") == "--"); // one character, two bytes
    CHECK(source_of(mapping, std::string(128, 'a')) == std::string(128, 'a'));
    CHECK(source_of(mapping, std::string(129, 'a')) == std::string(128, 'a'));
}

TEST_CASE("a filter takes what MQTT says that it takes", "[mqtt]") {
    topic_mapping mapping;
    CHECK(takes(mapping, "line1/press"));
    CHECK_FALSE(takes(mapping, "$SYS/broker/uptime"));
    mapping.filters = {"line1/#", "+/alarm"};
    CHECK(takes(mapping, "line1/press"));
    CHECK(takes(mapping, "line2/alarm"));
    CHECK_FALSE(takes(mapping, "line2/press"));
}

TEST_CASE("what the bridge has published isn't sent back", "[mqtt]") {
    topic_mapping mapping;
    CHECK(came_from_broker(mapping, "line1/press", "mqtt"));
    CHECK_FALSE(came_from_broker(mapping, "line1/press", "press-7"));

    mapping.source_level = 2;
    mapping.prefix = "plant/";
    mapping.filters = {"line1/#"};
    CHECK(came_from_broker(mapping, "plant/line1/press", "press"));
    CHECK(came_from_broker(mapping, "plant/line1", "mqtt"));
    CHECK_FALSE(came_from_broker(mapping, "plant/line1/press", "operator"));
    CHECK_FALSE(came_from_broker(mapping, "plant/line2/press", "press")); // no filter takes it
    CHECK_FALSE(came_from_broker(mapping, "line1/press", "press"));       // nor has it the prefix
}

TEST_CASE("a payload is JSON where it is an object or an array, text where it is UTF-8", "[mqtt]") {
    CHECK(format_of(R"({"state":"on"})") == payload_format::json);
    CHECK(format_of(" [1, 2]\n") == payload_format::json);
    CHECK(format_of("on") == payload_format::text);
    CHECK(format_of("") == payload_format::text);
    CHECK(format_of("21.5") == payload_format::text);
    CHECK(format_of("true") == payload_format::text);
    CHECK(format_of(R"("quoted")") == payload_format::text);
    CHECK(format_of("{not JSON") == payload_format::text);
    CHECK(format_of(R"({"a":1} {"b":2})") == payload_format::text);
    CHECK(format_of("\xff\xfe") == payload_format::binary);
    CHECK(format_of("{\"a\":\"\xff\"}") == payload_format::binary);
}
