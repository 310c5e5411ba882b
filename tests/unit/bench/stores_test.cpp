#include "bench/peers/crier_store.hpp"
#include "bench/peers/jetstream.hpp"

#include "support/catch.hpp"

#include <utility>
#include <vector>

namespace crier::bench {
namespace {

using numbers = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// The acknowledgements in `bytes`, which come in pieces of so many.
numbers read(const store_session& session, const std::string& bytes, std::size_t piece,
             std::string& answer) {
    numbers out;
    std::string partial;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        partial += bytes.substr(at, piece);
        std::string_view rest{partial};
        while (const auto taken = session.take(rest, answer))
            out.emplace_back(taken->seq, taken->offset);
        partial.erase(0, partial.size() - rest.size());
    }
    return out;
}

void expect(const store_session& session, const std::string& bytes, const numbers& wanted,
            const std::string& answer = {}) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        CAPTURE(piece);
        std::string answered;
        REQUIRE(read(session, bytes, piece, answered) == wanted);
        REQUIRE(answered == answer);
    }
}

std::string nats_answer(const std::string& inbox, const std::string& said) {
    return "MSG " + inbox + " 1 " + std::to_string(said.size()) + "\r\n" + said + "\r\n";
}

TEST_CASE("Crier's acknowledgements are found however they are cut", "[bench]") {
    welcome_frame welcome;
    welcome.offset = offset{40};
    std::string bytes;
    append_welcome(bytes, welcome);
    append_ack(bytes, {3, offset{43}});
    append_ack(bytes, {4, offset{45}});
    expect(crier_store_session{7, "session"}, bytes, {{0, 40}, {3, 43}, {4, 45}});
}

TEST_CASE("JetStream's acknowledgements are found however they are cut", "[bench]") {
    const std::string created =
        R"({"type":"io.nats.jetstream.api.v1.stream_create_response","state":{"messages":40,)"
        R"("bytes":0,"first_seq":0,"last_seq":40,"consumer_count":0},"did_create":true})";
    const std::string bytes = "INFO {\"jetstream\":true}\r\n" + nats_answer("_INBOX.7.0", created) +
                              "PING\r\n" +
                              nats_answer("_INBOX.7.1", R"({"stream":"bench", "seq":41})") +
                              nats_answer("_INBOX.7.2", R"({"stream":"bench", "seq":43})");
    expect(jetstream_session{7}, bytes, {{0, 40}, {1, 41}, {2, 43}}, "PONG\r\n");
}

TEST_CASE("JetStream is told where to acknowledge which message", "[bench]") {
    std::string said;
    jetstream_session{7}.append_message(said, 12, "payload");
    CHECK(said == "PUB bench.stored.7 _INBOX.7.12 7\r\npayload\r\n");
}

TEST_CASE("a store that isn't content ends the load", "[bench]") {
    const auto take = [](const store_session& session, const std::string& bytes) {
        std::string answer;
        return read(session, bytes, bytes.size(), answer).size();
    };
    std::string refused;
    append_error(refused, {refusal{errc::internal, "the disk is full"}, 3, false});
    CHECK_THROWS_WITH(take(crier_store_session{7, "session"}, refused), containing("disk is full"));
    CHECK_THROWS_WITH(
        take(jetstream_session{7},
             nats_answer("_INBOX.7.3", R"({"error":{"code":503,"description":"no space"}})")),
        containing("no space"));
    CHECK_THROWS_WITH(take(jetstream_session{7}, "-ERR 'Permissions Violation'\r\n"),
                      containing("Permissions"));
}

} // namespace
} // namespace crier::bench
