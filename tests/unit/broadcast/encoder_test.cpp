#include "broadcast/encoder.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

using namespace crier;

namespace {

topic_account account;

std::string text_of(const slice& frames) {
    return std::string{frames.text()};
}

} // namespace

TEST_CASE("a raw text message is its payload behind a text header", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    CHECK(text_of(raw.encode(*make_message(1, "a", "Hello world"), account)) ==
          "\x81\x0bHello world");
    CHECK(text_of(raw.encode(*make_message(2, "a", ""), account)) == std::string{"\x81\0", 2});
}

TEST_CASE("a raw binary message has a binary header", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    const auto binary = make_message(1, "a", "\xff");
    binary->format = payload_format::binary;
    CHECK(text_of(raw.encode(*binary, account)) == "\x82\x01\xff");
}

TEST_CASE("the header's length takes three forms", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    const auto header = [&](std::size_t payload, std::size_t bytes) {
        const auto message = make_message(1, "a", std::string(payload, 'x'));
        return text_of(raw.encode(*message, account)).substr(0, bytes);
    };
    CHECK(header(125, 2) == "\x81\x7d");
    CHECK(header(126, 4) == std::string{"\x81\x7e\x00\x7e", 4});
    CHECK(header(65535, 4) == "\x81\x7e\xff\xff");
    CHECK(header(65536, 10) == std::string{"\x81\x7f\0\0\0\0\0\1\0\0", 10});
}

TEST_CASE("a deflated format compresses what is long enough", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw_deflated, epoch{1}, 100};
    const std::string shorter(99, 'x');
    CHECK(text_of(raw.encode(*make_message(1, "a", shorter), account)) == "\x81\x63" + shorter);
    const std::string frame =
        text_of(raw.encode(*make_message(2, "a", std::string(100, 'x')), account));
    CHECK(frame[0] == '\xC1'); // final, compressed, text
    CHECK(frame.size() == 2U + static_cast<unsigned char>(frame[1]));
    CHECK(frame.size() < 20);
    CHECK(undeflated(delivery_format::websocket_raw_deflated) == delivery_format::websocket_raw);
    CHECK(deflated(delivery_format::websocket_json) == delivery_format::websocket_json_deflated);
}

TEST_CASE("a json message is its event", "[broadcast]") {
    encoder json{delivery_format::websocket_json, epoch{1}};
    const std::string frame = text_of(json.encode(*make_message(7, "hello/a", "hi"), account));
    CHECK(frame.substr(4).starts_with(R"({"type":"message","topic":"hello/a","offset":7,)"));
    CHECK(frame.ends_with(R"("data":"hi"})"));
}

TEST_CASE("neighbours lie in one chunk and touch", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    const slice first = raw.encode(*make_message(1, "a", "one"), account);
    const slice second = raw.encode(*make_message(2, "b", "two"), account);
    CHECK(first.touches(second));
}

TEST_CASE("a message that is larger than a chunk gets one of its own", "[broadcast]") {
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    const slice small = raw.encode(*make_message(1, "a", "one"), account);
    const slice large = raw.encode(*make_message(2, "a", std::string(200'000, 'x')), account);
    CHECK_FALSE(small.touches(large));
    CHECK(large.size() == 200'010);
    CHECK(large.bytes->capacity() == 200'010);
}

TEST_CASE("an event stands in a chunk of just its size", "[broadcast]") {
    const slice event = encode_event("{}");
    CHECK(text_of(event) == "\x81\x02{}");
    CHECK(event.bytes->capacity() == 4);
}
