// The ledger of a real hub: what it was given, and what it gave to whom.

#include "http_calls.hpp"
#include "support/catch.hpp"
#include "support/websocket_client.hpp"

#include <map>

using namespace crier;

namespace {

std::uint64_t number(const boost::json::value& from, std::string_view name) {
    return from.at(name).to_number<std::uint64_t>();
}

} // namespace

TEST_CASE("every message that a hub is given is stored or refused by name", "[integration]") {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    publisher.publish("a", "one", 1);
    publisher.expect_ack();
    publisher.publish("a", "one", 1); // again
    publisher.publish("a", "{", 2, payload_format::json);
    publisher.publish("a/#", "two", 3);
    for (int refused = 0; refused < 2;) // ACKs come between
        refused += publisher.next()->type == frame_type::error ? 1 : 0;
    CHECK(refuses(post(hub, "/api/v1/publish/$hub/x", "y"), 403, "forbidden"));
    websocket_client browser{hub.web_port(), "/ws?topics=none"};
    browser.send(R"({"type":"publish","topic":"","data":1})");
    browser.next_event("error");
    browser.send(R"({"type":"publish","topic":"b","data":1})");
    browser.next_event("published");

    const auto book = json_of(get(hub, "/api/v1/info")).at("ledger");
    CHECK(number(book, "accepted") == 6);
    CHECK(number(book, "stored") == 2);
    CHECK(number(book, "repeated") == 1);
    const auto& refused = book.at("refused").as_object();
    CHECK(refused.size() == 3);
    CHECK(number(refused, "bad_payload") == 1);
    CHECK(number(refused, "bad_topic") == 2);
    CHECK(number(refused, "forbidden") == 1);

    const auto answer = json_of(get(hub, "/api/v1/topics"));
    const auto& topics = answer.at("topics").as_array();
    REQUIRE(topics.size() == 2);
    CHECK(topics[0].at("ledger") ==
          boost::json::parse(
              R"({"accepted":2,"stored":1,"refused":{"bad_payload":1},"queued":0,"delivered":0})"));
}

TEST_CASE("what each subscriber was due and got can be seen", "[integration]") {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    const auto say = [&](const std::string& topic, std::uint64_t seq) {
        publisher.publish(topic, "x", seq);
        publisher.expect_ack();
    };
    say("a", 1);
    websocket_client everything{hub.web_port(), "/ws?since=0"};
    websocket_client raw{hub.web_port(), "/ws?topics=b&format=raw"};
    frame_client machine{hub.publish_port()};
    machine.send_frame(frame_type::subscribe, R"({"topics":["a"]})");
    machine.send_frame(frame_type::ping, "");
    REQUIRE(machine.next()->type == frame_type::pong);
    everything.next_event("live");
    say("b", 2);
    raw.next();
    everything.next_event("message");

    std::map<std::string, boost::json::value> by_format;
    const auto answer = json_of(get(hub, "/api/v1/subscribers"));
    for (const auto& told : answer.at("subscribers").as_array())
        by_format[std::string{told.at("format").as_string()}] = told;
    REQUIRE(by_format.size() == 3);
    CHECK(by_format["json"].at("address") == "127.0.0.1");
    CHECK(by_format["json"].at("topics") == boost::json::parse(R"(["#"])"));
    CHECK(by_format["json"].at("live") == true);
    CHECK(number(by_format["json"], "messages") == 2);
    CHECK(number(by_format["json"], "lag") == 0);
    CHECK(by_format["raw"].at("ledger") ==
          boost::json::parse(R"({"matched":1,"delivered":1,"queued":0,"waiting":0,"skipped":0})"));
    CHECK(number(by_format["frames"], "messages") == 0);

    const auto info = json_of(get(hub, "/api/v1/info"));
    CHECK(number(info, "subscribers") == 3);
    CHECK(number(info.at("ledger"), "matched") == 3);
    CHECK(number(info.at("ledger"), "delivered") == 3);
}
