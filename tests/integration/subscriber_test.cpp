// Subscribers over WebSocket, against a real hub.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

#include <boost/json/serialize.hpp>

using namespace crier;

namespace {

/// A hub, and a publisher whose messages are acknowledged one by one.
struct hub_fixture {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    std::uint64_t seq = 0;

    explicit hub_fixture(std::vector<std::string> options = {}) : hub{std::move(options)} {}

    void say(const std::string& topic, const std::string& payload,
             payload_format format = payload_format::text) {
        publisher.publish(topic, payload, ++seq, format);
        publisher.expect_ack();
    }
    websocket_client connect(const std::string& query = {}) const {
        return {hub.web_port(), "/ws" + query};
    }
};

std::uint64_t number(const boost::json::object& event, const char* member) {
    return event.at(member).to_number<std::uint64_t>();
}

unsigned refused_status(const hub_process& hub, const std::string& target, std::string& body) {
    try {
        websocket_client{hub.web_port(), target};
    } catch (const websocket_client::handshake_refused& refused) {
        body = refused.body;
        return refused.status;
    }
    return 0;
}

} // namespace

TEST_CASE_METHOD(hub_fixture, "who can take compressed messages gets long ones so",
                 "[integration]") {
    const std::string accepted =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    websocket_client reader{hub.web_port(), "/ws?topics=none&format=raw", 0, true};
    CHECK(reader.extensions() == accepted);
    CHECK(connect().extensions().empty());
    reader.send(R"({"type":"subscribe","topics":["long"]})");
    reader.next_event("subscribed");
    const std::string text(100'000, 'x');
    for (int i = 0; i < 3; ++i) {
        say("long", text);
        const auto message = reader.next();
        REQUIRE(message);
        CHECK(message->text);
        CHECK(message->bytes == text);
        say("long", "short");
        CHECK(reader.next()->bytes == "short");
    }
    // What it says may be compressed too, and an answer comes as ever.
    boost::json::object said{{"type", "publish"}, {"topic", "long"}, {"data", text}, {"id", 7}};
    reader.send(boost::json::serialize(said));
    CHECK(reader.next()->bytes == text);
    CHECK(reader.next_event("published").at("id") == 7);
    said["data"] = std::string(8'000'000, 'x');
    reader.send(boost::json::serialize(said));
    CHECK(reader.expect_close() == 1009);
}

TEST_CASE("a hub that is told not to compress doesn't", "[integration]") {
    const hub_process hub{{"--compress-from", "0"}};
    const websocket_client reader{hub.web_port(), "/ws", 0, true};
    CHECK(reader.extensions().empty());
}

TEST_CASE_METHOD(hub_fixture, "a subscriber is welcomed, told that it is live, and then served",
                 "[integration]") {
    say("before", "not for those who come later");
    auto reader = connect();
    const auto welcome = reader.next_event();
    CHECK(welcome.at("type") == "welcome");
    CHECK(welcome.at("epoch").as_string().size() == 16);
    CHECK(number(welcome, "offset") == 1);
    CHECK(number(welcome, "ping_s") == 25);
    const auto live = reader.next_event();
    CHECK(live.at("type") == "live");
    CHECK(number(live, "offset") == 1);
    say("hello/a", "Hello world");
    const auto message = reader.next_event();
    CHECK(message.at("type") == "message");
    CHECK(message.at("topic") == "hello/a");
    CHECK(message.at("data") == "Hello world");
    CHECK(message.at("source") == "127.0.0.1");
    CHECK(number(message, "offset") == 2);
    CHECK(number(message, "prev") == 0);
    CHECK(number(message, "seq") == 2);
    CHECK(message.at("delta_ms").is_null());
    CHECK_FALSE(message.contains("sent"));
    CHECK(message.at("time").as_string().size() == 27);
}

TEST_CASE_METHOD(hub_fixture, "prev and delta are of the same topic and kept", "[integration]") {
    say("a", "1");
    say("b", "2");
    say("a", "3");
    for (int look = 0; look < 2; ++look) { // the same when asked again
        auto reader = connect("?since=0");
        reader.next_event("message");
        CHECK(number(reader.next_event("message"), "prev") == 0);
        const auto third = reader.next_event("message");
        CHECK(number(third, "prev") == 1);
        CHECK(third.at("delta_ms").to_number<double>() >= 0);
    }
}

TEST_CASE_METHOD(hub_fixture, "data is a string, a JSON value or base64", "[integration]") {
    auto reader = connect();
    say("a", "q\"\\\n\x01\xE2\x82\xAC");
    CHECK(reader.next_event("message").at("data") == "q\"\\\n\x01\xE2\x82\xAC");
    say("a", R"({"x":[1,2.5,null]})", payload_format::json);
    CHECK(boost::json::serialize(reader.next_event("message").at("data").at("x").at(2)) == "null");
    say("a", std::string{"\0\xff", 2}, payload_format::binary);
    const auto binary = reader.next_event("message");
    CHECK(binary.at("data_base64") == "AP8=");
    CHECK_FALSE(binary.contains("data"));
}

TEST_CASE_METHOD(hub_fixture, "raw is payloads alone", "[integration]") {
    auto reader = connect("?format=raw");
    say("a", "text");
    say("a", "\xff", payload_format::binary);
    const auto text = reader.next();
    CHECK(text->text);
    CHECK(text->bytes == "text");
    const auto binary = reader.next();
    CHECK_FALSE(binary->text);
    CHECK(binary->bytes == "\xff");
}

TEST_CASE_METHOD(hub_fixture, "filters choose", "[integration]") {
    auto reader = connect("?topics=hello/%23,x/+/z");
    say("other", "1");
    say("hello", "2");
    say("hello/a/b", "3");
    say("x/y/z", "4");
    say("x/y", "5");
    CHECK(number(reader.next_event("message"), "offset") == 2);
    CHECK(number(reader.next_event("message"), "offset") == 3);
    CHECK(number(reader.next_event("message"), "offset") == 4);
}

TEST_CASE_METHOD(hub_fixture, "since and last bring the history, then live", "[integration]") {
    for (int i = 1; i <= 10; ++i)
        say("a", std::to_string(i));
    auto since = connect("?since=7");
    CHECK(since.next_event("message").at("data") == "8");
    auto last = connect("?last=2");
    const auto welcome = last.next_event("welcome");
    CHECK(last.next_event().at("data") == "9");
    CHECK(last.next_event().at("data") == "10");
    CHECK(last.next_event().at("type") == "live");
    const std::string epoch{welcome.at("epoch").as_string()};
    auto resumed = connect("?since=" + epoch + ":9");
    CHECK(resumed.next_event("message").at("data") == "10");
    CHECK(resumed.next_event().at("type") == "live");
}

TEST_CASE_METHOD(hub_fixture, "a position of another history is told as a gap", "[integration]") {
    say("a", "1");
    auto reader = connect("?since=0123456789abcdef:5");
    reader.next_event("welcome");
    const auto gap = reader.next_event();
    CHECK(gap.at("type") == "gap");
    CHECK(gap.at("reason") == "epoch_changed");
    CHECK(number(gap, "before") == 1);
    CHECK(reader.next_event().at("data") == "1");
}

TEST_CASE("expired messages are told as a gap", "[integration]") {
    hub_fixture world{{"--retain-messages", "3"}};
    for (int i = 1; i <= 10; ++i)
        world.say("a", std::to_string(i));
    auto reader = world.connect("?since=2");
    reader.next_event("welcome");
    const auto gap = reader.next_event();
    CHECK(gap.at("reason") == "expired");
    CHECK(number(gap, "after") == 2);
    CHECK(number(gap, "before") == 8);
    CHECK(reader.next_event().at("data") == "8");
}

TEST_CASE("a quiet connection hears heartbeats with its position", "[integration]") {
    hub_fixture world{{"--heartbeat", "100ms"}};
    auto reader = world.connect("?topics=quiet");
    reader.next_event("live");
    CHECK(number(reader.next_event(), "offset") == 0);
    world.say("other", "1");
    while (number(reader.next_event("heartbeat"), "offset") != 1) {
    }
}

TEST_CASE_METHOD(hub_fixture, "a client may change its filters", "[integration]") {
    auto reader = connect("?topics=none");
    reader.next_event("live");
    reader.send(R"({"type":"subscribe","topics":["a","b/#"]})");
    const auto subscribed = reader.next_event("subscribed");
    CHECK(subscribed.at("topics").as_array().size() == 2);
    say("a", "1");
    CHECK(reader.next_event().at("data") == "1");
    reader.send(R"({"type":"unsubscribe","topics":["a"]})");
    reader.next_event("unsubscribed");
    say("a", "2");
    say("b", "3");
    CHECK(reader.next_event().at("data") == "3");
}

TEST_CASE_METHOD(hub_fixture, "a subscribe message may begin in the past", "[integration]") {
    for (int i = 1; i <= 3; ++i)
        say("a", std::to_string(i));
    auto reader = connect("?topics=none");
    reader.next_event("live");
    reader.send(R"({"type":"subscribe","topics":["a"],"last":2})");
    CHECK(reader.next_event().at("type") == "subscribed");
    CHECK(reader.next_event().at("data") == "2");
    CHECK(reader.next_event().at("data") == "3");
    CHECK(reader.next_event().at("type") == "live");
}

TEST_CASE_METHOD(hub_fixture, "a client may publish, and hears the offset", "[integration]") {
    auto reader = connect();
    reader.next_event("live");
    reader.send(R"({"type":"publish","topic":"a","data":"hi","id":"x1"})");
    const auto message = reader.next_event("message");
    CHECK(message.at("data") == "hi");
    const auto published = reader.next_event("published");
    CHECK(published.at("id") == "x1");
    CHECK(number(published, "offset") == 1);
    reader.send(R"({"type":"publish","topic":"a","data":{"n":1}})");
    CHECK(reader.next_event("message").at("data").at("n").to_number<int>() == 1);
    CHECK_FALSE(reader.next_event("published").contains("id"));
}

TEST_CASE_METHOD(hub_fixture, "what a client says wrongly is refused, and nothing else happens",
                 "[integration]") {
    auto reader = connect();
    reader.next_event("live");
    const std::vector<std::pair<const char*, const char*>> cases{
        {"hello", "bad_json"},
        {"[1]", "bad_json"},
        {R"({"type":"dance"})", "bad_json"},
        {R"({"type":"subscribe","topics":["a+"]})", "bad_filter"},
        {R"({"type":"subscribe","topics":[]})", "bad_json"},
        {R"({"type":"subscribe","topics":["b"],"last":1})", "bad_request"},
        {R"({"type":"publish","topic":"a/#","data":"x"})", "bad_topic"},
        {R"({"type":"publish","topic":"$hub/x","data":"x"})", "forbidden"},
        {R"({"type":"publish","topic":"a"})", "bad_json"},
    };
    for (const auto& [text, code] : cases) {
        INFO(text);
        reader.send(text);
        const auto error = reader.next_event();
        CHECK(error.at("type") == "error");
        CHECK(error.at("code") == code);
        CHECK_FALSE(error.at("message").as_string().empty());
    }
    reader.send(R"({"type":"ping"})");
    CHECK(reader.next_event().at("type") == "pong");
}

TEST_CASE_METHOD(hub_fixture, "binary messages from a client end the connection with 1003",
                 "[integration]") {
    auto reader = connect();
    reader.send_binary("x");
    CHECK(reader.expect_close() == 1003);
}

TEST_CASE_METHOD(hub_fixture, "a client's ping is answered under load", "[integration]") {
    auto reader = connect("?format=raw");
    for (int i = 0; i < 100; ++i)
        publisher.publish("a", std::string(1000, 'x'), 0);
    reader.ping();
    publisher.publish("a", "last", 0);
    while (reader.next()->bytes != "last") {
    }
    publisher.publish("a", "after", 0);
    while (reader.pongs() == 0)
        REQUIRE(reader.next());
    CHECK(reader.pongs() == 1);
}

TEST_CASE_METHOD(hub_fixture, "a URL that can't be served is answered 400 with the reason",
                 "[integration]") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"/ws?topics=a%2B", "bad_filter"}, {"/ws?since=now", "position_unknown"},
        {"/ws?last=-1", "bad_request"},    {"/ws?format=xml", "bad_request"},
        {"/ws?topic=a", "bad_request"},
    };
    for (const auto& [target, code] : cases) {
        INFO(target);
        std::string body;
        CHECK(refused_status(hub, target, body) == 400);
        CHECK(body.find("\"" + code + "\"") != std::string::npos);
    }
}
