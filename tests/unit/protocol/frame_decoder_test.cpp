#include "protocol/frame_decoder.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace crier {
namespace {

struct owned_frame {
    frame_type type{};
    std::string body;

    friend bool operator==(const owned_frame&, const owned_frame&) = default;
};

/// One of every type, with the bodies that are hard on a decoder: none, zeros, a frame inside.
std::vector<owned_frame> some_frames() {
    std::string inner;
    append_frame(inner, frame_type::ping, "inner");
    return {{frame_type::publish, std::string(40, '\0')},
            {frame_type::hello, R"({"protocol":1})"},
            {frame_type::subscribe, "{}"},
            {frame_type::unsubscribe, ""},
            {frame_type::ping, "x"},
            {frame_type::ack, std::string(16, '\xFF')},
            {frame_type::welcome, inner},
            {frame_type::message, std::string(300, 'm')},
            {frame_type::error, ""},
            {frame_type::pong, ""},
            {frame_type::drain, "\x01"}};
}

std::string encode(const std::vector<owned_frame>& frames) {
    std::string out;
    for (const owned_frame& each : frames)
        append_frame(out, each.type, each.body);
    return out;
}

/// A decoder on a connection from which everything that arrives is taken.
struct reader {
    explicit reader(std::size_t length_max = 1 << 20) : decoder{length_max} {}

    /// Feeds bytes, in as many pieces as the decoder has room for, and takes what is whole.
    void feed(std::string_view bytes) {
        while (!bytes.empty()) {
            const std::span<char> room = decoder.room();
            REQUIRE_FALSE(room.empty());
            const std::size_t count = std::min(room.size(), bytes.size());
            std::memcpy(room.data(), bytes.data(), count);
            decoder.received(count);
            bytes.remove_prefix(count);
            take();
        }
    }

    void take() {
        for (;;) {
            const auto next = decoder.next();
            if (!next) {
                failure = next.error();
                return;
            }
            if (!*next)
                return;
            frames.push_back({(*next)->type, std::string{(*next)->body}});
        }
    }

    frame_decoder decoder;
    std::vector<owned_frame> frames;
    std::optional<refusal> failure;
};

std::string header(std::uint32_t length) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(length >> static_cast<unsigned>(shift) & 0xFFU));
    return out;
}

TEST_CASE("frames come out the same whichever two pieces they arrive in", "[protocol]") {
    const auto frames = some_frames();
    const std::string bytes = encode(frames);
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
        CAPTURE(split);
        reader in;
        in.feed(bytes.substr(0, split));
        in.feed(bytes.substr(split));
        CHECK_FALSE(in.failure);
        CHECK(in.frames == frames);
        CHECK_FALSE(in.decoder.in_frame());
    }
}

TEST_CASE("frames come out the same when they arrive byte by byte", "[protocol]") {
    const auto frames = some_frames();
    reader in;
    for (const char byte : encode(frames))
        in.feed({&byte, 1});
    CHECK_FALSE(in.failure);
    CHECK(in.frames == frames);
}

TEST_CASE("several frames in one read come out in order", "[protocol]") {
    std::vector<owned_frame> frames;
    for (int i = 0; i < 200; ++i)
        frames.push_back({frame_type::ping, std::to_string(i)});
    reader in;
    in.feed(encode(frames));
    CHECK(in.frames == frames);
}

TEST_CASE("a decoder knows whether it is inside a frame", "[protocol]") {
    const std::string bytes = encode({{frame_type::ping, "ping"}});
    reader in;
    CHECK_FALSE(in.decoder.in_frame());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        CHECK(in.decoder.in_frame() == (i > 0));
        in.feed(bytes.substr(i, 1));
    }
    CHECK_FALSE(in.decoder.in_frame());
}

TEST_CASE("a frame of length 0 is refused", "[protocol]") {
    reader in;
    in.feed(header(0));
    REQUIRE(in.failure);
    CHECK(in.failure->code == errc::bad_frame);
    CHECK(in.failure->message.find("length 0") != std::string::npos);
}

TEST_CASE("the frame limit is exact", "[protocol]") {
    constexpr std::size_t limit = 1000;
    for (const std::size_t length : {limit - 1, limit}) {
        CAPTURE(length);
        reader in{limit};
        in.feed(encode({{frame_type::ping, std::string(length - 1, 'x')}}));
        CHECK_FALSE(in.failure);
        REQUIRE(in.frames.size() == 1);
        CHECK(in.frames[0].body.size() == length - 1);
    }
    reader in{limit};
    in.feed(header(limit + 1));
    REQUIRE(in.failure);
    CHECK(in.failure->code == errc::frame_too_large);
    CHECK(in.failure->message.find("1001") != std::string::npos);
    CHECK(in.failure->message.find("1000") != std::string::npos);
}

TEST_CASE("a frame over the limit is refused before its body is read", "[protocol]") {
    reader in{1000};
    in.feed(header(0xFFFFFFFF).substr(0, 3));
    CHECK_FALSE(in.failure);
    in.feed("\xFF");
    REQUIRE(in.failure);
    CHECK(in.failure->code == errc::frame_too_large);
}

TEST_CASE("what came before a broken frame is still given", "[protocol]") {
    reader in;
    in.feed(encode({{frame_type::ping, "good"}}) + header(0) + "rest");
    CHECK(in.frames.size() == 1);
    REQUIRE(in.failure);
    CHECK(in.failure->code == errc::bad_frame);
}

TEST_CASE("a decoder that has failed stays failed", "[protocol]") {
    reader in{1000};
    in.feed(header(0));
    const auto first = in.failure;
    in.feed(encode({{frame_type::ping, "good"}}));
    CHECK(in.frames.empty());
    CHECK(in.failure == first);
}

TEST_CASE("a large frame makes the buffer grow no further than the frame", "[protocol]") {
    const std::string body(500'000, 'x');
    const std::string bytes = encode({{frame_type::publish, body}});
    reader in;
    in.feed(bytes.substr(0, 10));
    const std::size_t room = in.decoder.room().size();
    CHECK(room == bytes.size() - 10);
    in.feed(bytes.substr(10));
    REQUIRE(in.frames.size() == 1);
    CHECK(in.frames[0].body == body);
    in.feed(encode(some_frames()));
    CHECK(in.frames.size() == 1 + some_frames().size());
}

TEST_CASE("an idle connection holds little, and a busy one reads much at a time", "[protocol]") {
    reader in;
    CHECK(in.decoder.room().size() <= 4096);
    const std::string bytes = encode({{frame_type::ping, std::string(100, 'x')}});
    std::size_t widest = 0;
    std::string pending;
    for (int i = 0; i < 100; ++i) {
        const std::size_t room = in.decoder.room().size();
        widest = std::max(widest, room);
        while (pending.size() < room)
            pending += bytes;
        in.feed(pending.substr(0, room));
        pending.erase(0, room);
    }
    CHECK_FALSE(in.failure);
    CHECK(widest > 16 * 1024);
    CHECK(widest <= 64 * 1024);
    CHECK(in.decoder.room(256 * 1024).size() > 128 * 1024);

    in.feed(pending);
    for (int i = 0; i < 10; ++i)
        in.feed(bytes);
    CHECK_FALSE(in.failure);
    CHECK(in.decoder.room().size() <= 4096);
}

} // namespace
} // namespace crier
