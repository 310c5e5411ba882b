#include <crier/frame.hpp>

#include "support/catch.hpp"

#include <set>
#include <string>

namespace crier {
namespace {

/// The body of the one frame that `encoded` is, after checking its header.
std::string body_of(const std::string& encoded, frame_type type) {
    REQUIRE(encoded.size() >= 5);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length = length << 8U | static_cast<unsigned char>(encoded[i]);
    CHECK(length == encoded.size() - 4);
    CHECK(encoded[4] == static_cast<char>(type));
    return encoded.substr(5);
}

publish_frame some_publish() {
    publish_frame out;
    out.format = payload_format::json;
    out.seq = 0x0102030405060708;
    out.sent_at = timestamp{std::chrono::microseconds{0x1112131415}};
    out.topic = "a/b";
    out.payload = "[1]";
    return out;
}

TEST_CASE("PUBLISH is laid out byte by byte as documented", "[protocol]") {
    std::string encoded;
    append_publish(encoded, some_publish());
    const std::string expected{"\0\0\0\x1a"                       // length
                               "\x01"                             // type
                               "\x01"                             // format
                               "\x01\x02\x03\x04\x05\x06\x07\x08" // seq
                               "\0\0\0\x11\x12\x13\x14\x15"       // sent_at
                               "\0\x03"                           // topic_length
                               "a/b"
                               "[1]",
                               4 + 1 + 1 + 8 + 8 + 2 + 3 + 3};
    CHECK(encoded == expected);
}

TEST_CASE("PUBLISH is read as it was written", "[protocol]") {
    std::string encoded;
    append_publish(encoded, some_publish());
    const std::string body = body_of(encoded, frame_type::publish);
    const auto parsed = parse_publish(body);
    REQUIRE(parsed.has_value());
    CHECK(parsed->format == payload_format::json);
    CHECK(parsed->seq == 0x0102030405060708);
    CHECK(parsed->sent_at == some_publish().sent_at);
    CHECK(parsed->topic == "a/b");
    CHECK(parsed->payload == "[1]");
}

TEST_CASE("PUBLISH without time, topic and payload is read too", "[protocol]") {
    std::string encoded;
    append_publish(encoded, {});
    const std::string body = body_of(encoded, frame_type::publish);
    const auto parsed = parse_publish(body);
    REQUIRE(parsed.has_value());
    CHECK(parsed->seq == 0);
    CHECK_FALSE(parsed->sent_at);
    CHECK(parsed->topic.empty());
    CHECK(parsed->payload.empty());
}

TEST_CASE("PUBLISH cut short anywhere before its payload is refused", "[protocol]") {
    std::string encoded;
    append_publish(encoded, some_publish());
    const std::string body = body_of(encoded, frame_type::publish);
    const std::size_t fields = body.size() - some_publish().payload.size();
    for (std::size_t length = 0; length <= body.size(); ++length) {
        CAPTURE(length);
        const auto parsed = parse_publish(std::string_view{body}.substr(0, length));
        CHECK(parsed.has_value() == (length >= fields));
        if (!parsed) {
            CHECK(parsed.error().code == errc::bad_frame);
            CHECK(parsed.error().message.find("PUBLISH is shorter") == 0);
        }
    }
}

TEST_CASE("PUBLISH of an unknown format is refused", "[protocol]") {
    std::string encoded;
    append_publish(encoded, some_publish());
    std::string body = body_of(encoded, frame_type::publish);
    for (int format = 0; format <= 255; ++format) {
        CAPTURE(format);
        body[0] = static_cast<char>(format);
        const auto parsed = parse_publish(body);
        CHECK(parsed.has_value() == (format <= 2));
        if (!parsed)
            CHECK(parsed.error().message.find(std::to_string(format)) != std::string::npos);
    }
}

TEST_CASE("PUBLISH may be sent until the end of the year 9999", "[protocol]") {
    for (const std::int64_t late : {253'402'300'799'999'999, 253'402'300'800'000'000}) {
        CAPTURE(late);
        publish_frame publish = some_publish();
        publish.sent_at = timestamp{std::chrono::microseconds{late}};
        std::string encoded;
        append_publish(encoded, publish);
        const auto parsed = parse_publish(std::string_view{encoded}.substr(5));
        CHECK(parsed.has_value() == (late == 253'402'300'799'999'999));
        if (!parsed)
            CHECK(parsed.error().code == errc::bad_frame);
    }
}

TEST_CASE("a topic_length that reaches over the frame's end is refused", "[protocol]") {
    std::string body(1 + 8 + 8, '\0');
    body += "\xFF\xFF";
    body += std::string(0xFFFE, 'x');
    CHECK_FALSE(parse_publish(body).has_value());
    body += 'x';
    const auto parsed = parse_publish(body);
    REQUIRE(parsed.has_value());
    CHECK(parsed->topic.size() == 0xFFFF);
    CHECK(parsed->payload.empty());
}

TEST_CASE("ACK is 16 bytes, no more and no fewer", "[protocol]") {
    std::string encoded;
    append_ack(encoded, {7, offset{0x0102030405060708}});
    std::string body = body_of(encoded, frame_type::ack);
    CHECK(body == std::string{"\0\0\0\0\0\0\0\x07\x01\x02\x03\x04\x05\x06\x07\x08", 16});
    const auto parsed = parse_ack(body);
    REQUIRE(parsed.has_value());
    CHECK(parsed->seq == 7);
    CHECK(parsed->offset == offset{0x0102030405060708});
    for (std::size_t length = 0; length < body.size(); ++length)
        CHECK_FALSE(parse_ack(std::string_view{body}.substr(0, length)).has_value());
    CHECK_FALSE(parse_ack(body + "x").has_value());
}

TEST_CASE("a frame may have an empty body", "[protocol]") {
    std::string encoded;
    append_frame(encoded, frame_type::pong, "");
    CHECK(encoded == std::string{"\0\0\0\x01\x85", 5});
}

TEST_CASE("every frame type has its documented name", "[protocol]") {
    std::set<std::string_view> names;
    for (const int type : {1, 2, 3, 4, 5, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86})
        CHECK(names.insert(name_of(static_cast<frame_type>(type))).second);
    CHECK(names.count("unknown") == 0);
    CHECK(name_of(frame_type::publish) == "PUBLISH");
    CHECK(name_of(static_cast<frame_type>(0)) == "unknown");
    CHECK(name_of(static_cast<frame_type>(0x80)) == "unknown");
}

} // namespace
} // namespace crier
