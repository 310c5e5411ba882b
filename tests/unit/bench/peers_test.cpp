#include "bench/peers/crier.hpp"
#include "bench/peers/mqtt.hpp"
#include "bench/peers/nats.hpp"

#include "support/catch.hpp"

#include <algorithm>

namespace crier::bench {
namespace {

/// A server's frame.
std::string frame(opcode type, std::string_view content) {
    std::string out;
    append_ws_header(out, type, content.size());
    return out.append(content);
}

std::string payload_of(std::uint64_t number) {
    std::string out(200, 'x');
    write_digits(out.data(), stream_digits, 0);
    write_digits(out.data() + stream_digits, count_digits, number);
    return out;
}

/// A subscriber that reads `bytes` in pieces of so many.
struct reading {
    reading(const peer& server, const std::string& bytes, std::size_t piece, bool asked = true) {
        into.asked = asked;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            std::string buffer = kept.partial + bytes.substr(at, piece);
            server.take(buffer.data(), buffer.size(), kept, into);
        }
    }

    tally counted;
    progress got{following{}};
    arrivals into{got, counted};
    inbox kept;
};

void expect_three(const peer& server, const std::string& bytes, const std::string& answer) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        const reading read{server, bytes, piece};
        CAPTURE(piece);
        REQUIRE(read.counted.delivered == 3);
        REQUIRE(read.counted.missing == 0);
        REQUIRE(read.counted.repeated == 0);
        REQUIRE(read.into.welcomed);
        REQUIRE(read.into.answer == answer);
        REQUIRE(read.kept.partial.empty());
    }
}

std::string mqtt_publish(const peer& server, std::uint64_t number) {
    std::string out;
    server.append_message(out, "bench/one", payload_of(number));
    return out;
}

std::string nats_message(std::uint64_t number) {
    return "MSG bench.one 1 200\r\n" + payload_of(number) + "\r\n";
}

TEST_CASE("Crier's messages are found however they are cut", "[bench]") {
    std::string pong;
    append_ws_frame(pong, opcode::pong, "are you there");
    const std::string begin = frame(opcode::text, R"({"type":"pong"})");
    const std::string ping = frame(opcode::ping, "are you there");

    SECTION("raw") {
        std::string bytes = begin;
        for (std::uint64_t i = 1; i <= 3; ++i)
            bytes += frame(opcode::text, payload_of(i)) + ping.substr(0, i == 2 ? ping.size() : 0);
        expect_three(crier_peer{false}, bytes, pong);
    }
    SECTION("json") {
        std::string bytes = begin + frame(opcode::text, R"({"type":"heartbeat","offset":0})");
        for (std::uint64_t i = 1; i <= 3; ++i)
            bytes += frame(opcode::text, R"({"type":"message","topic":"bench/one","data":")" +
                                             payload_of(i) + "\"}");
        expect_three(crier_peer{true}, bytes + ping, pong);
    }
}

TEST_CASE("NATS's lines are found however they and their frames are cut", "[bench]") {
    std::string pong;
    append_ws_frame(pong, opcode::binary, "PONG\r\n");
    const std::string stream = "INFO {\"server_id\":\"x\"}\r\nPONG\r\n" + nats_message(1) +
                               "PING\r\n" + nats_message(2) + nats_message(3);
    for (const std::size_t size : {std::size_t{7}, std::size_t{200}, stream.size()}) {
        std::string bytes;
        for (std::size_t at = 0; at < stream.size(); at += size)
            bytes += frame(opcode::binary, std::string_view{stream}.substr(at, size));
        CAPTURE(size);
        expect_three(nats_peer{}, bytes, pong);
    }
}

TEST_CASE("MQTT's packets are found however they and their frames are cut", "[bench]") {
    const mqtt_peer server;
    std::string pong;
    append_ws_frame(pong, opcode::pong, "");
    const std::string first{"\x20\x02\0\0\x90\x03\0\1\0", 9};
    std::string bytes = frame(opcode::binary, first) + frame(opcode::ping, "");
    const std::string packet = mqtt_publish(server, 1);
    bytes += frame(opcode::binary, packet.substr(0, 100));
    bytes += frame(opcode::binary,
                   packet.substr(100) + mqtt_publish(server, 2) + mqtt_publish(server, 3));
    expect_three(server, bytes, pong);
}

TEST_CASE("a json subscriber of Crier's that asked nothing is welcomed by live", "[bench]") {
    const crier_peer server{true};
    CHECK(server.subscribe({"bench/one"}).empty());
    const std::string live = frame(opcode::text, R"({"type":"live","offset":0})");
    CHECK(reading(server, live, live.size(), false).into.welcomed);
    CHECK_FALSE(reading(server, live, live.size(), true).into.welcomed);
}

TEST_CASE("who asks for what is stored asks from the first message on", "[bench]") {
    const crier_peer server{false};
    const std::string path = "/ws?topics=bench/%23&format=raw";
    CHECK(server.upgrade({"bench/#"}, false).starts_with("GET " + path + " "));
    CHECK(server.upgrade({"bench/#"}, true).starts_with("GET " + path + "&since=0 "));
}

TEST_CASE("a server that isn't content ends the load", "[bench]") {
    const auto read = [](const peer& server, const std::string& bytes) {
        const reading all{server, bytes, bytes.size()};
    };
    const std::string closed = frame(opcode::close, "\x03\xE9 bye");
    CHECK_THROWS_WITH(read(crier_peer{false}, closed), containing("bye"));
    CHECK_THROWS_WITH(read(nats_peer{}, frame(opcode::binary, "-ERR 'Slow Consumer'\r\n")),
                      containing("Slow Consumer"));
    const std::string refused{"\x90\x03\0\1\x80", 5};
    CHECK_THROWS_WITH(read(mqtt_peer{}, frame(opcode::binary, refused)), containing("refused"));
    std::string said = "-ERR 'Permissions Violation'\r\n";
    CHECK_THROWS_WITH(nats_peer{}.heed(said), containing("Permissions"));
    said = std::string{"\x20\x02\0\x05", 4};
    CHECK_THROWS_WITH(mqtt_peer{}.heed(said), containing("content"));
}

TEST_CASE("a publisher of NATS's answers a ping and keeps what isn't a line yet", "[bench]") {
    std::string said = "INFO {}\r\nPING\r\nPI";
    CHECK(nats_peer{}.heed(said) == "PONG\r\n");
    CHECK(said == "PI");
}

} // namespace
} // namespace crier::bench
