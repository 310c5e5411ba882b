// Subscriptions over TCP, against a real hub.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"

#include <algorithm>
#include <csignal>
#include <deque>

using namespace crier;

namespace {

std::string payload(std::uint64_t number) {
    std::string out = std::to_string(number);
    return out.append(10'000 - out.size(), ' ');
}

/// Takes every frame out of what it received before it receives more, as a decoder asks for.
struct subscriber_client : frame_client {
    using frame_client::frame_client;

    std::optional<received> next() {
        while (frames.empty()) {
            const std::string bytes = receive();
            if (bytes.empty())
                return std::nullopt;
            for (std::string_view rest = bytes; !rest.empty();) {
                const auto room = decoder.room();
                const std::size_t count = std::min(room.size(), rest.size());
                std::copy_n(rest.begin(), count, room.begin());
                decoder.received(count);
                rest.remove_prefix(count);
                while (const auto whole = decoder.next().value())
                    frames.push_back({whole->type, std::string{whole->body}});
            }
        }
        received out = std::move(frames.front());
        frames.pop_front();
        return out;
    }
    std::string expect(frame_type type) {
        const auto frame = next();
        if (!frame || frame->type != type)
            throw std::runtime_error{"another frame was due: " + (frame ? frame->body : "end")};
        return frame->body;
    }
    /// Valid until the next.
    message expect_message() {
        latest = expect(frame_type::message);
        return parse_message(latest).value();
    }
    error_frame expect_error() { return parse_error(expect(frame_type::error)).value(); }

    void ask(const std::string& json) const { send_frame(frame_type::subscribe, json); }
    /// Subscribes to what comes, and returns once that is in effect.
    void subscribe(const std::string& json) {
        ask(json);
        settle();
    }
    void settle() {
        send_frame(frame_type::ping, "settled");
        expect(frame_type::pong);
    }
    welcome_frame introduce() {
        std::string hello;
        append_hello(hello, {});
        send(hello);
        return parse_welcome(expect(frame_type::welcome)).value();
    }

    frame_decoder decoder{2 * payload_bytes_default};
    std::deque<received> frames;
    std::string latest; ///< message's body
};

/// A hub, somebody who publishes, and somebody who subscribes.
struct tcp_fixture {
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    subscriber_client reader{hub.publish_port()};
    std::uint64_t seq = 0;

    explicit tcp_fixture(std::vector<std::string> options = {}) : hub{std::move(options)} {}

    void say(const std::string& topic, const std::string& payload) {
        publisher.publish(topic, payload, ++seq);
        publisher.expect_ack();
    }
};

} // namespace

TEST_CASE_METHOD(tcp_fixture, "a machine gets what it subscribed to from then on",
                 "[integration]") {
    say("control/press-7", "too early");
    reader.subscribe(R"({"topics":["control/press-7/#"]})");
    say("other", "not for it");
    say("control/press-7/speed", "fast");
    say("control/press-7", "stop");
    const message fast = reader.expect_message();
    CHECK(fast.topic == "control/press-7/speed");
    CHECK(fast.payload == "fast");
    CHECK(fast.offset == offset{3});
    CHECK(fast.prev == offset{});
    CHECK(fast.seq == 3);
    CHECK(fast.source == "127.0.0.1");
    const message stop = reader.expect_message();
    CHECK(stop.payload == "stop");
    CHECK(stop.prev == offset{1});
}

TEST_CASE_METHOD(tcp_fixture, "a connection publishes and subscribes at once", "[integration]") {
    reader.subscribe(R"({"topics":["a"]})");
    reader.publish("a", "my own", 1);
    bool acknowledged = false;
    bool received = false;
    while (!acknowledged || !received) {
        const auto frame = reader.next();
        REQUIRE(frame);
        acknowledged = acknowledged || frame->type == frame_type::ack;
        received = received || frame->type == frame_type::message;
    }
}

TEST_CASE_METHOD(tcp_fixture, "what was published before SUBSCRIBE in the same write stays out",
                 "[integration]") {
    std::string bytes;
    publish_frame said;
    said.topic = "a";
    said.payload = "before";
    append_publish(bytes, said);
    append_frame(bytes, frame_type::subscribe, R"({"topics":["a"]})");
    said.payload = "after";
    append_publish(bytes, said);
    reader.send(bytes);
    CHECK(reader.expect_message().payload == "after");
}

TEST_CASE_METHOD(tcp_fixture, "since and last begin in the past, and live messages follow",
                 "[integration]") {
    for (int i = 1; i <= 5; ++i)
        say("a", std::to_string(i));
    SECTION("since an offset") {
        reader.ask(R"({"topics":["a"],"since":3})");
        CHECK(reader.expect_message().payload == "4");
    }
    SECTION("since a position") {
        const std::string epoch = subscriber_client{hub.publish_port()}.introduce().epoch.text();
        reader.ask(R"({"topics":["a"],"since":")" + epoch + R"(:3"})");
        CHECK(reader.expect_message().payload == "4");
    }
    SECTION("the last") {
        say("b", "not for it");
        reader.ask(R"({"topics":["a"],"last":2})");
        CHECK(reader.expect_message().payload == "4");
    }
    CHECK(reader.expect_message().payload == "5");
    say("a", "live");
    CHECK(reader.expect_message().payload == "live");
}

TEST_CASE_METHOD(tcp_fixture, "filters come and go without a hole or a repetition",
                 "[integration]") {
    reader.subscribe(R"({"topics":["a"]})");
    say("a", "1");
    reader.expect_message();
    reader.subscribe(R"({"topics":["b","#"]})");
    say("a", "2");
    say("b", "3");
    CHECK(reader.expect_message().payload == "2");
    CHECK(reader.expect_message().payload == "3");
    reader.send_frame(frame_type::unsubscribe, R"({"topics":["a","#"]})");
    reader.settle();
    say("a", "4");
    say("b", "5");
    CHECK(reader.expect_message().payload == "5");
    reader.send_frame(frame_type::unsubscribe, R"({"topics":["b"]})");
    reader.settle();
    say("b", "6");
    reader.ask(R"({"topics":["b"],"since":4})"); // it has no filter: it may begin anew
    CHECK(reader.expect_message().payload == "5");
    CHECK(reader.expect_message().payload == "6");
}

TEST_CASE_METHOD(tcp_fixture, "what can't be subscribed to is refused and the rest goes on",
                 "[integration]") {
    struct refused_case {
        std::string json;
        errc code;
    };
    reader.subscribe(R"({"topics":["good"]})");
    const std::vector<refused_case> cases{
        {R"({"topics":["a/#/b"]})", errc::bad_filter},
        {R"({"topics":["a","a+"]})", errc::bad_filter},
        {R"({"topics":[]})", errc::bad_json},
        {R"({})", errc::bad_json},
        {"topics", errc::bad_json},
        {R"({"topics":["a"],"since":"yesterday"})", errc::position_unknown},
        {R"({"topics":["a"],"since":1})", errc::bad_request}, // it has a filter
        {R"({"topics":["a"],"since":1,"last":1})", errc::bad_request},
    };
    for (const refused_case& bad : cases) {
        INFO(bad.json);
        reader.send_frame(frame_type::subscribe, bad.json);
        const auto error = reader.expect_error();
        CHECK(error.why.code == bad.code);
        CHECK_FALSE(error.fatal);
    }
    say("a", "not for it");
    say("good", "still there");
    CHECK(reader.expect_message().payload == "still there");
}

TEST_CASE_METHOD(tcp_fixture, "a connection has at most a thousand filters", "[integration]") {
    std::string json = R"({"topics":["f1")";
    for (int i = 2; i <= 1000; ++i)
        json += ",\"f" + std::to_string(i) + "\"";
    reader.subscribe(json + "]}");
    reader.send_frame(frame_type::subscribe, R"({"topics":["one more"]})");
    CHECK(reader.expect_error().why.code == errc::bad_filter);
    say("f1000", "x");
    CHECK(reader.expect_message().topic == "f1000");
}

TEST_CASE("a machine that stalls loses nothing", "[integration]") {
    tcp_fixture f{{"--retain-bytes", "64MiB", "--max-outbox", "256KiB"}};
    f.reader.subscribe(R"({"topics":["#"]})");
    constexpr std::uint64_t count = 3'000; // 30 MB, far more than sockets and outbox hold
    for (std::uint64_t i = 1; i <= count; ++i)
        f.publisher.publish("a", payload(i), i);
    while (f.publisher.expect_ack().seq < count) {
    }
    for (std::uint64_t i = 1; i <= count; ++i) {
        const message got = f.reader.expect_message();
        REQUIRE(got.offset == offset{i});
        REQUIRE(got.payload == payload(i));
    }
    f.seq = count;
    f.say("a", "live again");
    CHECK(f.reader.expect_message().payload == "live again");
}

TEST_CASE("what expired while a machine stalled is told exactly", "[integration]") {
    tcp_fixture f{{"--retain-messages", "100", "--max-outbox", "64KiB"}};
    f.reader.subscribe(R"({"topics":["#"]})");
    constexpr std::uint64_t count = 3'000;
    for (std::uint64_t i = 1; i <= count; ++i)
        f.publisher.publish("a", payload(i), i);
    while (f.publisher.expect_ack().seq < count) {
    }
    std::uint64_t due = 1;
    std::uint64_t missed = 0;
    while (due <= count) {
        const auto frame = f.reader.next();
        REQUIRE(frame);
        if (frame->type == frame_type::error) {
            const auto error = parse_error(frame->body).value();
            CHECK(error.why.code == errc::position_unknown);
            CHECK_FALSE(error.fatal);
            const std::string begin = "after=" + std::to_string(due - 1) + " before=";
            REQUIRE(error.why.message.starts_with(begin));
            CHECK(error.why.message.find(" reason=expired") != std::string::npos);
            const std::uint64_t before = std::stoull(error.why.message.substr(begin.size()));
            missed += before - due;
            due = before;
        } else {
            REQUIRE(parse_message(frame->body).value().offset == offset{due});
            ++due;
        }
    }
    CHECK(missed > 0);
}

TEST_CASE("a machine that takes nothing is cut off, and resumes without a hole", "[integration]") {
    tcp_fixture f{{"--retain-bytes", "64MiB", "--write-deadline", "300ms"}};
    f.reader.subscribe(R"({"topics":["#"]})");
    constexpr std::uint64_t count = 3'000;
    for (std::uint64_t i = 1; i <= count; ++i)
        f.publisher.publish("a", payload(i), i);
    while (f.publisher.expect_ack().seq < count) {
    }
    const auto until = std::chrono::steady_clock::now() + patience;
    while (f.hub.child().error_output().find("doesn't read, closed") == std::string::npos)
        REQUIRE(std::chrono::steady_clock::now() < until);
    std::uint64_t last = 0;
    while (const auto frame = f.reader.next())
        REQUIRE(parse_message(frame->body).value().offset == offset{++last});
    CHECK(last < count);
    subscriber_client again{f.hub.publish_port()};
    again.ask(R"({"topics":["#"],"since":)" + std::to_string(last) + "}");
    while (last < count)
        REQUIRE(again.expect_message().offset == offset{++last});
}

TEST_CASE_METHOD(tcp_fixture, "a position of another history is told, and what is kept follows",
                 "[integration]") {
    say("a", "kept");
    reader.send_frame(frame_type::subscribe, R"({"topics":["a"],"since":"0123456789abcdef:7"})");
    const auto error = reader.expect_error();
    CHECK(error.why.code == errc::position_unknown);
    CHECK(error.why.message.starts_with("after=0 before=1 reason=epoch_changed"));
    CHECK_FALSE(error.fatal);
    CHECK(reader.expect_message().payload == "kept");
}

TEST_CASE_METHOD(tcp_fixture, "subscribers are told when the hub stops", "[integration]") {
    reader.subscribe(R"({"topics":["a"]})");
    hub.child().signal(SIGTERM);
    CHECK(reader.next()->type == frame_type::drain);
    reader.finish_sending();
    CHECK_FALSE(reader.next());
    publisher.finish_sending();
    CHECK(hub.child().wait() == 0);
}
