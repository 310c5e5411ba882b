// Publishers over TCP, against a real hub.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

using namespace crier;

namespace {

void introduce(frame_client& publisher, const std::string& source, const std::string& session) {
    std::string bytes;
    append_hello(bytes, {source, session, {}});
    publisher.send(bytes);
}

/// What makes a hub refuse and close, and the code it says.
struct fatal_case {
    const char* what;
    std::string bytes;
    errc code;
};

std::string raw_frame(unsigned type, const std::string& body) {
    std::string out;
    append_frame(out, static_cast<frame_type>(type), body);
    return out;
}

} // namespace

TEST_CASE("a message is acknowledged with its offset", "[integration]") {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    publisher.publish("a", "one", 1);
    const auto first = publisher.expect_ack();
    CHECK(first.seq == 1);
    CHECK(first.offset == offset{1});
    publisher.publish("a", "two", 2);
    CHECK(publisher.expect_ack().offset == offset{2});
}

TEST_CASE("a frame may come in any pieces", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    std::string frame;
    publish_frame publish;
    publish.topic = "pieces";
    publish.payload = "whole";
    append_publish(frame, publish);
    frame_client publisher{hub.publish_port()};
    for (std::size_t split = 1; split < frame.size(); ++split) {
        publisher.send(frame.substr(0, split));
        publisher.send(frame.substr(split));
        REQUIRE(reader.next()->bytes == "whole");
    }
    for (const char byte : frame)
        publisher.send({&byte, 1});
    CHECK(reader.next()->bytes == "whole");
}

TEST_CASE("HELLO is answered with what the hub knows of the session", "[integration]") {
    hub_process hub{{"--name", "hub-1"}};
    {
        frame_client publisher{hub.publish_port()};
        introduce(publisher, "press-7", "s1");
        const auto welcome = publisher.expect_welcome();
        CHECK(welcome.hub == "hub-1");
        CHECK(welcome.last_seq == 0);
        CHECK(welcome.max_payload == 1024 * 1024);
        publisher.publish("a", "one", 1);
        publisher.publish("a", "two", 2);
        while (publisher.expect_ack().seq < 2) {
        }
    }
    frame_client again{hub.publish_port()};
    introduce(again, "press-7", "s1");
    CHECK(again.expect_welcome().last_seq == 2);
    frame_client other{hub.publish_port()};
    introduce(other, "press-7", "s2");
    CHECK(other.expect_welcome().last_seq == 0);
}

TEST_CASE("what a session sent before is acknowledged and not stored again", "[integration]") {
    hub_process hub{{"--presence", "off"}};
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    frame_client first{hub.publish_port()};
    introduce(first, "press-7", "s1");
    first.expect_welcome();
    first.publish("a", "one", 1);
    CHECK(first.expect_ack().offset == offset{1});
    frame_client second{hub.publish_port()};
    introduce(second, "press-7", "s1");
    second.expect_welcome();
    second.publish("a", "one", 1);
    CHECK(second.expect_ack().offset == offset{1});
    second.publish("a", "two", 2);
    CHECK(second.expect_ack().offset == offset{2});
    CHECK(reader.next()->bytes == "one");
    CHECK(reader.next()->bytes == "two");
}

TEST_CASE("a hole in seq ends the connection after what came before it", "[integration]") {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    publisher.publish("a", "one", 1);
    publisher.publish("a", "three", 3);
    CHECK(publisher.expect_ack().seq == 1);
    const auto error = publisher.expect_error();
    CHECK(error.why.code == errc::sequence_gap);
    CHECK(error.why.message.find("seq 3 where 2") != std::string::npos);
    CHECK(error.fatal);
    CHECK_FALSE(publisher.next());
    const std::string log = hub.child().error_output();
    const std::size_t told = log.find("publisher refused");
    REQUIRE(told != std::string::npos);
    CHECK(log.rfind("warn", told) != std::string::npos);
    CHECK(log.find("code=sequence_gap", told) != std::string::npos);
}

TEST_CASE("bad messages are refused one by one, and the others stored", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    frame_client publisher{hub.publish_port()};
    publisher.publish("a/#", "bad topic", 1);
    auto error = publisher.expect_error();
    CHECK(error.why.code == errc::bad_topic);
    CHECK(error.seq == 1);
    CHECK_FALSE(error.fatal);
    publisher.publish("a", "\xff\xfe", 2);
    CHECK(publisher.expect_error().why.code == errc::bad_payload);
    publisher.publish("a", "{\"a\":", 3, payload_format::json);
    CHECK(publisher.expect_error().why.code == errc::bad_payload);
    publisher.publish("$hub/publishers/me", "x", 4);
    CHECK(publisher.expect_error().why.code == errc::forbidden);
    publisher.publish("a", "good", 5);
    CHECK(publisher.expect_ack().seq == 5);
    CHECK(reader.next()->bytes == "good");
}

TEST_CASE("a PING is answered", "[integration]") {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    publisher.send_frame(frame_type::ping, "are you there");
    const auto pong = publisher.next();
    REQUIRE(pong);
    CHECK(pong->type == frame_type::pong);
    CHECK(pong->body == "are you there");
}

TEST_CASE("what isn't the protocol is refused by name, and the connection ends", "[integration]") {
    hub_process hub;
    const std::vector<fatal_case> cases{
        {"a length of 0", std::string(4, '\0'), errc::bad_frame},
        {"a length over the limit", "\x7f\xff\xff\xff", errc::frame_too_large},
        {"a TLS handshake", "\x16\x03\x01\x02", errc::frame_too_large},
        {"an unknown type", raw_frame(0x66, "?"), errc::bad_frame},
        {"a hub's frame", raw_frame(0x81, std::string(16, 'x')), errc::bad_frame},
        {"a PUBLISH that is too short", raw_frame(0x01, "x"), errc::bad_frame},
        {"a PING that is too long", raw_frame(0x05, std::string(129, 'x')), errc::bad_frame},
        {"a HELLO that isn't JSON", raw_frame(0x02, "hello"), errc::bad_json},
        {"a HELLO of another version", raw_frame(0x02, R"({"protocol":9})"),
         errc::unsupported_protocol},
        {"a HELLO with a bad source", raw_frame(0x02, R"({"protocol":1,"source":"a b"})"),
         errc::bad_frame},
        {"a HELLO that isn't first", raw_frame(0x05, "") + raw_frame(0x02, R"({"protocol":1})"),
         errc::bad_frame},
    };
    for (const fatal_case& bad : cases) {
        INFO(bad.what);
        frame_client publisher{hub.publish_port()};
        publisher.send(bad.bytes);
        auto frame = publisher.next();
        if (frame && frame->type == frame_type::pong)
            frame = publisher.next();
        REQUIRE(frame);
        REQUIRE(frame->type == frame_type::error);
        const auto error = parse_error(frame->body).value();
        CHECK(error.why.code == bad.code);
        CHECK(error.fatal);
        CHECK_FALSE(error.why.message.empty());
        CHECK_FALSE(publisher.next());
    }
    frame_client publisher{hub.publish_port()}; // the hub is none the worse
    publisher.publish("a", "still there", 1);
    CHECK(publisher.expect_ack().seq == 1);
}

TEST_CASE("a payload of the limit is stored, and one byte more refused", "[integration]") {
    hub_process hub{{"--max-payload", "64KiB"}};
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    frame_client publisher{hub.publish_port()};
    publisher.publish("a", std::string(65536, 'x'), 1);
    CHECK(publisher.expect_ack().seq == 1);
    CHECK(reader.next()->bytes.size() == 65536);
    publisher.publish("a", std::string(65537, 'x'), 2);
    CHECK(publisher.expect_error().why.code == errc::bad_payload);
    publisher.expect_ack(); // of the first again: it is still the last that is stored
    publisher.publish("a", std::string(65536 + 1025, 'x'), 3);
    CHECK(publisher.expect_error().why.code == errc::frame_too_large);
}

TEST_CASE("a publisher that ends after its last message still has it stored", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    frame_client publisher{hub.publish_port()};
    for (std::uint64_t seq = 1; seq <= 1000; ++seq)
        publisher.publish("a", std::to_string(seq), seq);
    publisher.finish_sending();
    std::uint64_t acknowledged = 0;
    while (const auto frame = publisher.next())
        acknowledged = parse_ack(frame->body).value().seq;
    CHECK(acknowledged == 1000);
    for (std::uint64_t seq = 1; seq <= 1000; ++seq)
        REQUIRE(reader.next()->bytes == std::to_string(seq));
}

TEST_CASE("a publisher that never reads is served all the same", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    tcp_client publisher{hub.publish_port()};
    std::string bytes;
    constexpr std::uint64_t count = 50'000;
    for (std::uint64_t seq = 1; seq <= count; ++seq) {
        publish_frame frame;
        const std::string payload = std::to_string(seq);
        frame.seq = seq;
        frame.topic = "a";
        frame.payload = payload;
        append_publish(bytes, frame);
    }
    publisher.send(bytes);
    for (std::uint64_t seq = 1; seq <= count; ++seq)
        REQUIRE(reader.next()->bytes == std::to_string(seq));
}
