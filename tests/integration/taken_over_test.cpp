// Two connections with the same source and session, against a real hub.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

using namespace crier;

namespace {

welcome_frame introduce(frame_client& publisher, const std::string& session = "s1") {
    std::string bytes;
    append_hello(bytes, {"press-7", session, {}});
    publisher.send(bytes);
    return publisher.expect_welcome();
}

/// PUBLISH frames of the seqs after `after` up to `last`, each with `name` and its seq.
std::string publishes(const std::string& name, std::uint64_t after, std::uint64_t last) {
    std::string out;
    for (std::uint64_t seq = after + 1; seq <= last; ++seq) {
        const std::string payload = name + std::to_string(seq);
        publish_frame frame;
        frame.seq = seq;
        frame.topic = "a";
        frame.payload = payload;
        append_publish(out, frame);
    }
    return out;
}

/// What comes until the hub closes: how far it acknowledged, and the error it said last.
struct farewell {
    std::uint64_t acknowledged = 0;
    std::optional<error_frame> error;
};

farewell read_to_end(frame_client& publisher) {
    farewell out;
    while (const auto frame = publisher.next()) {
        CHECK_FALSE(out.error); // nothing follows a fatal ERROR
        if (frame->type == frame_type::ack)
            out.acknowledged = parse_ack(frame->body).value().seq;
        else if (frame->type == frame_type::error)
            out.error = parse_error(frame->body).value();
    }
    return out;
}

} // namespace

TEST_CASE("the older of two connections is told that it was taken over", "[integration]") {
    hub_process hub{{"--presence", "off"}};
    frame_client older{hub.publish_port()};
    introduce(older);
    older.publish("a", "one", 1);
    older.expect_ack();
    frame_client newer{hub.publish_port()};
    CHECK(introduce(newer).last_seq == 1);
    const farewell said = read_to_end(older);
    REQUIRE(said.error);
    CHECK(said.error->why.code == errc::taken_over);
    CHECK(said.error->fatal);
    newer.publish("a", "two", 2);
    CHECK(newer.expect_ack().offset == offset{2});
}

TEST_CASE("a session of another name is not taken over", "[integration]") {
    hub_process hub;
    frame_client one{hub.publish_port()};
    introduce(one, "s1");
    frame_client other{hub.publish_port()};
    introduce(other, "s2");
    one.publish("a", "still there", 1);
    CHECK(one.expect_ack().seq == 1);
}

TEST_CASE("a session whose connection has ended may come back", "[integration]") {
    hub_process hub;
    for (std::uint64_t seq = 1; seq <= 20; ++seq) {
        frame_client publisher{hub.publish_port()};
        CHECK(introduce(publisher).last_seq == seq - 1);
        publisher.publish("a", "x", seq);
        CHECK(publisher.expect_ack().seq == seq);
    }
}

TEST_CASE("what the older connection sends late is never stored in the newer one's place",
          "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    constexpr std::uint64_t last = 20'000;
    frame_client older{hub.publish_port()};
    introduce(older);
    older.send(publishes("older ", 0, last)); // more than the hub reads at once
    // A restarted program: it has nothing of what the older sent, and goes on from last_seq.
    frame_client newer{hub.publish_port()};
    const std::uint64_t known = introduce(newer).last_seq;
    newer.send(publishes("newer ", known, last + 1));
    for (std::uint64_t seq = 1; seq <= last + 1; ++seq) {
        const std::string name = seq <= known ? "older " : "newer ";
        REQUIRE(reader.next()->bytes == name + std::to_string(seq));
    }
    const farewell said = read_to_end(older);
    CHECK(said.acknowledged == known);
    REQUIRE(said.error);
    CHECK(said.error->why.code == errc::taken_over);
}

TEST_CASE("a connection that comes back too early loses and doubles nothing", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    constexpr std::uint64_t last = 10'000;
    std::vector<std::unique_ptr<frame_client>> connections;
    for (;;) {
        connections.push_back(std::make_unique<frame_client>(hub.publish_port()));
        const std::uint64_t known = introduce(*connections.back()).last_seq;
        if (known == last)
            break;
        connections.back()->send(publishes("", known, std::min(known + 2'000, last)));
        connections.back()->expect_ack(); // of some of them
    }
    for (std::uint64_t seq = 1; seq <= last; ++seq)
        REQUIRE(reader.next()->bytes == std::to_string(seq));
}

TEST_CASE("a session may be taken over again and again", "[integration]") {
    hub_process hub;
    frame_client older{hub.publish_port()};
    introduce(older);
    frame_client newer{hub.publish_port()};
    introduce(newer);
    frame_client newest{hub.publish_port()};
    introduce(newest);
    newest.publish("a", "one", 1);
    CHECK(newest.expect_ack().seq == 1);
    CHECK(read_to_end(newer).error->why.code == errc::taken_over);
    CHECK(read_to_end(older).error->why.code == errc::taken_over);
}
