// Server-sent events, against a real hub.

#include "http_calls.hpp"
#include "support/catch.hpp"

#include <csignal>
#include <optional>
#include <stdexcept>

using namespace crier;

namespace {

struct sent_event {
    std::string id;
    std::string type;
    std::string retry;
    std::string text;

    [[nodiscard]] boost::json::value data() const { return boost::json::parse(text); }
};

/// Reads a stream as a browser does (WHATWG HTML, section 9.2.6).
class event_source {
public:
    explicit event_source(const hub_process& hub, const std::string& query = {},
                          const std::string& last_event_id = {})
        : client_{hub.web_port()} {
        std::string request = "GET /events" + query + " HTTP/1.1\r\nHost: localhost\r\n";
        if (!last_event_id.empty())
            request += "Last-Event-ID: " + last_event_id + "\r\n";
        client_.send(request + "\r\n");
        header_ = take_until("\r\n\r\n").value();
    }

    [[nodiscard]] const std::string& header() const noexcept { return header_; }

    /// The next block of fields; nothing at the end of the stream.
    std::optional<sent_event> next() {
        auto block = take_until("\n\n");
        if (!block)
            return std::nullopt;
        sent_event out;
        *block += '\n';
        for (std::size_t end = 0; (end = block->find('\n')) != std::string::npos;) {
            const std::string line = block->substr(0, end);
            block->erase(0, end + 1);
            const std::size_t colon = line.find(": ");
            const std::string name = line.substr(0, colon);
            const std::string value = line.substr(colon + 2);
            if (name == "id")
                out.id = value;
            else if (name == "event")
                out.type = value;
            else if (name == "retry")
                out.retry = value;
            else if (name == "data")
                out.text += (out.text.empty() ? "" : "\n") + value;
            else
                throw std::runtime_error{"an unknown field: " + line};
        }
        return out;
    }
    /// The next event of this type; others before it are skipped.
    sent_event next(const std::string& type) {
        for (;;) {
            const auto event = next();
            if (!event)
                throw std::runtime_error{"the stream ended before " + type};
            if (event->type == type)
                return *event;
        }
    }

private:
    std::optional<std::string> take_until(const std::string& mark) {
        std::size_t searched = 0;
        for (;;) {
            const std::size_t end = read_.find(mark, searched);
            if (end != std::string::npos) {
                std::string out = read_.substr(0, end);
                read_.erase(0, end + mark.size());
                return out;
            }
            searched = read_.size() < mark.size() ? 0 : read_.size() - mark.size();
            const std::string more = client_.receive();
            if (more.empty())
                return std::nullopt;
            read_ += more;
        }
    }

    tcp_client client_;
    std::string header_;
    std::string read_;
};

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
    std::string epoch() const {
        return std::string{json_of(get(hub, "/api/v1/info")).at("epoch").as_string()};
    }
    std::string at(int offset) const { return epoch() + ":" + std::to_string(offset); }
};

void wait_for_subscribers(const hub_process& hub, int count) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (json_of(get(hub, "/api/v1/info")).at("subscribers").to_number<int>() != count)
        REQUIRE(std::chrono::steady_clock::now() < until);
}

} // namespace

TEST_CASE_METHOD(hub_fixture, "events begin with when to come back, a welcome, and live",
                 "[integration]") {
    say("before", "not for those who come later");
    event_source events{hub};
    CHECK(events.header().starts_with("HTTP/1.1 200 OK\r\n"));
    for (const char* field : {"Content-Type: text/event-stream", "Cache-Control: no-store",
                              "X-Accel-Buffering: no", "Connection: close"}) {
        INFO(field);
        CHECK(events.header().find(field) != std::string::npos);
    }
    const auto retry = events.next();
    const int wait = std::stoi(retry->retry);
    CHECK(wait >= 1000);
    CHECK(wait <= 2000);
    const auto welcome = events.next();
    CHECK(welcome->type == "welcome");
    CHECK(welcome->id.empty());
    CHECK(welcome->data().at("epoch").as_string() == epoch());
    const auto live = events.next();
    CHECK(live->type == "live");
    CHECK(live->id == at(1));
    CHECK(live->data().at("offset").to_number<int>() == 1);
}

TEST_CASE_METHOD(hub_fixture, "a message is an event whose id is its position", "[integration]") {
    event_source events{hub, "?topics=hello/%23"};
    events.next("live");
    say("other", "not asked for");
    say("hello/a", "Hello world");
    const auto message = events.next();
    CHECK(message->type == "message");
    CHECK(message->id == at(2));
    CHECK(message->data().at("topic") == "hello/a");
    CHECK(message->data().at("data") == "Hello world");
    say("hello/b", "{\"x\":\r\n[1,\n2]}", payload_format::json);
    CHECK(events.next()->data().at("data").at("x").at(1).to_number<int>() == 2);
}

TEST_CASE_METHOD(hub_fixture, "since and last begin in the past", "[integration]") {
    for (int i = 1; i <= 3; ++i)
        say("a", std::to_string(i));
    event_source since{hub, "?since=1"};
    CHECK(since.next("message").data().at("data") == "2");
    CHECK(since.next("message").data().at("data") == "3");
    CHECK(since.next()->type == "live");
    event_source last{hub, "?last=1"};
    CHECK(last.next("message").data().at("data") == "3");
    CHECK(last.next()->type == "live");
}

TEST_CASE_METHOD(hub_fixture, "who comes back with Last-Event-ID goes on there, whatever the URL",
                 "[integration]") {
    say("a", "1");
    std::string id;
    {
        event_source events{hub, "?since=0"};
        events.next("live");
        say("a", "2");
        id = events.next("message").id;
    }
    say("a", "3");
    say("a", "4");
    event_source by_since{hub, "?since=0", id};
    CHECK(by_since.next("message").data().at("data") == "3");
    CHECK(by_since.next("message").data().at("data") == "4");
    CHECK(by_since.next()->type == "live");
    event_source by_last{hub, "?last=3", id};
    CHECK(by_last.next("message").data().at("data") == "3");
    event_source at_the_end{hub, "?since=0", at(4)};
    at_the_end.next("welcome");
    CHECK(at_the_end.next()->type == "live");
}

TEST_CASE("a quiet client resumes from where its heartbeat brought it", "[integration]") {
    hub_fixture world{{"--retain-messages", "3", "--heartbeat", "100ms"}};
    event_source quiet{world.hub, "?topics=quiet"};
    const std::string begun = quiet.next("live").id;
    for (int i = 1; i <= 10; ++i)
        world.say("other", std::to_string(i));
    sent_event heartbeat = quiet.next("heartbeat");
    while (heartbeat.id != world.at(10))
        heartbeat = quiet.next("heartbeat");
    CHECK(heartbeat.data().at("offset").to_number<int>() == 10);
    event_source again{world.hub, "?topics=quiet", heartbeat.id};
    again.next("welcome");
    CHECK(again.next()->type == "live");
    event_source without{world.hub, "?topics=quiet", begun};
    without.next("welcome");
    CHECK(without.next()->type == "gap");
}

TEST_CASE("a gap is told once, also to who comes back after it", "[integration]") {
    hub_fixture world{{"--retain-messages", "3"}};
    for (int i = 1; i <= 10; ++i)
        world.say("a", std::to_string(i));
    std::string id;
    {
        event_source events{world.hub, "", world.at(2)};
        events.next("welcome");
        const auto gap = events.next();
        CHECK(gap->type == "gap");
        CHECK(gap->data().at("reason") == "expired");
        CHECK(gap->data().at("after").to_number<int>() == 2);
        CHECK(gap->data().at("before").to_number<int>() == 8);
        id = gap->id;
        CHECK(events.next()->data().at("data") == "8");
    }
    event_source again{world.hub, "", id};
    again.next("welcome");
    CHECK(again.next()->data().at("data") == "8");
    event_source foreign{world.hub, "", "00000000000000ff:5"};
    CHECK(foreign.next("gap").data().at("reason") == "epoch_changed");
    CHECK(foreign.next()->data().at("data") == "8");
}

TEST_CASE_METHOD(hub_fixture, "a hub that stops says so and ends the stream", "[integration]") {
    event_source live{hub};
    live.next("live");
    hub.child().signal(SIGTERM);
    const auto drain = live.next();
    CHECK(drain->type == "drain");
    CHECK(drain->data().at("reconnect_ms").to_number<int>() <= 1000);
    CHECK_FALSE(live.next());
    CHECK(hub.child().wait() == 0);
}

TEST_CASE("a reader that stalls loses nothing", "[integration]") {
    hub_fixture world{{"--retain-bytes", "64MiB", "--max-outbox", "256KiB"}};
    event_source stalled{world.hub};
    stalled.next("live");
    event_source prompt{world.hub};
    constexpr int count = 2'000; // 20 MB, far more than its sockets hold
    int seen_by_prompt = 0;
    for (int i = 1; i <= count; ++i) {
        std::string payload = std::to_string(i);
        payload.append(10'000 - payload.size(), ' ');
        world.publisher.publish("a", payload, 0);
        if (i % 10 != 0)
            continue;
        while (seen_by_prompt < i)
            REQUIRE(prompt.next("message").data().at("offset").to_number<int>() ==
                    ++seen_by_prompt);
    }
    for (int i = 1; i <= count; ++i) {
        const auto message = stalled.next();
        REQUIRE(message->type == "message");
        REQUIRE(message->data().at("offset").to_number<int>() == i);
    }
    world.say("a", "live again");
    CHECK(stalled.next("message").data().at("data") == "live again");
}

TEST_CASE("a reader that takes nothing is cut off, and resumes without a hole", "[integration]") {
    hub_fixture world{{"--retain-bytes", "64MiB", "--write-deadline", "500ms"}};
    event_source stalled{world.hub};
    stalled.next("live");
    constexpr int count = 2'000; // 20 MB, far more than its sockets hold
    const std::string payload(10'000, '.');
    for (int i = 1; i < count; ++i)
        world.publisher.publish("a", payload, 0);
    world.say("a", payload);
    wait_for_subscribers(world.hub, 0);
    int seen = 0;
    std::string id;
    while (const auto message = stalled.next()) {
        REQUIRE(message->data().at("offset").to_number<int>() == ++seen);
        id = message->id;
    }
    CHECK(seen > 0);
    CHECK(seen < count);
    event_source again{world.hub, "", id};
    while (seen < count)
        REQUIRE(again.next("message").data().at("offset").to_number<int>() == ++seen);
    CHECK(again.next()->type == "live");
}

TEST_CASE_METHOD(hub_fixture, "a subscriber to events is counted until it leaves",
                 "[integration]") {
    wait_for_subscribers(hub, 0);
    {
        event_source events{hub};
        events.next("live");
        wait_for_subscribers(hub, 1);
    }
    wait_for_subscribers(hub, 0);
}

TEST_CASE_METHOD(hub_fixture, "events that can't be had are refused with the reason",
                 "[integration]") {
    CHECK(refuses(get(hub, "/events?topics=a%2B"), 400, "bad_filter"));
    CHECK(refuses(get(hub, "/events?since=now"), 400, "position_unknown"));
    CHECK(refuses(get(hub, "/events?last=-1"), 400, "bad_request"));
    CHECK(refuses(get(hub, "/events?format=raw"), 400, "bad_request"));
    CHECK(refuses(get(hub, "/events", "Last-Event-ID: now\r\n"), 400, "position_unknown"));
    CHECK(refuses(post(hub, "/events", ""), 405, "method_not_allowed"));
    tcp_client client{hub.web_port()}; // which may go on after a refusal
    client.send("GET /events?last=x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::string answer;
    while (!answer.ends_with("}}\n"))
        answer += client.receive();
    client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(client.receive_all().ends_with("ok\n"));
}
