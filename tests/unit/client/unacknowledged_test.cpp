#include "client/unacknowledged.hpp"

#include "protocol/frame_decoder.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace crier {
namespace {

using resumption = unacknowledged::resumption;
using numbers = std::vector<std::uint64_t>;

constexpr buffer_limits plenty{1000, 1'000'000};
constexpr epoch here{1};
constexpr epoch elsewhere{2};
constexpr std::size_t everything = 1'000'000;

waiting_message saying(std::string payload) {
    waiting_message out;
    out.topic = "a";
    out.payload = std::move(payload);
    return out;
}

/// A buffer of messages whose payloads are "1", "2", …, that is their numbers.
struct fixture {
    unacknowledged buffer{plenty};

    void push(int count) {
        for (int i = 0; i < count; ++i) {
            const std::string next = std::to_string(++pushed);
            REQUIRE(buffer.push(saying(next)) == static_cast<std::uint64_t>(pushed));
        }
    }

    /// What goes out, as "seq=payload" each.
    std::vector<std::string> send(std::size_t bytes_max = everything) {
        std::string out;
        buffer.append_unsent(out, bytes_max);
        frame_decoder decoder{everything};
        std::vector<std::string> sent;
        while (!out.empty()) {
            const auto room = decoder.room();
            const std::size_t count = std::min(room.size(), out.size());
            std::memcpy(room.data(), out.data(), count);
            decoder.received(count);
            out.erase(0, count);
            for (auto next = decoder.next(); next && *next; next = decoder.next()) {
                const auto publish = parse_publish((*next)->body);
                sent.push_back(std::to_string(publish->seq) + "=" + std::string{publish->payload});
            }
        }
        return sent;
    }

    int pushed = 0;
};

using frames = std::vector<std::string>;

TEST_CASE("messages are numbered from 1 and sent once, in order", "[client]") {
    fixture f;
    f.push(2);
    CHECK(f.send() == frames{"1=1", "2=2"});
    CHECK(f.send().empty());
    f.push(1);
    CHECK(f.send() == frames{"3=3"});
    CHECK(f.buffer.size() == 3);
    CHECK(f.buffer.in_flight() == 3);
}

TEST_CASE("a batch ends once it is large enough, and the next goes on there", "[client]") {
    fixture f;
    f.push(10);
    CHECK(f.send(1).size() == 1);
    CHECK(f.send(60).size() > 1);
    CHECK(f.buffer.in_flight() < 10);
    CHECK(f.send().back() == "10=10");
}

TEST_CASE("a message carries its topic, format and time", "[client]") {
    unacknowledged buffer{plenty};
    waiting_message message = saying("{}");
    message.format = payload_format::json;
    message.sent_at = timestamp{std::chrono::microseconds{5}};
    REQUIRE(buffer.push(message));
    std::string out;
    buffer.append_unsent(out, everything);
    const auto publish = parse_publish(std::string_view{out}.substr(frame_header_bytes + 1));
    REQUIRE(publish.has_value());
    CHECK(publish->format == payload_format::json);
    CHECK(publish->sent_at == message.sent_at);
    CHECK(publish->topic == "a");
    CHECK(publish->payload == "{}");
}

TEST_CASE("an acknowledgement is for everything up to its seq", "[client]") {
    fixture f;
    f.push(5);
    static_cast<void>(f.send());
    f.buffer.acknowledge(3);
    CHECK(f.buffer.size() == 2);
    CHECK(f.buffer.acknowledged() == 3);
    CHECK(f.buffer.in_flight() == 2);
    f.buffer.acknowledge(2); // late, and no news
    CHECK(f.buffer.size() == 2);
    f.buffer.acknowledge(5);
    CHECK(f.buffer.empty());
    CHECK(f.buffer.bytes() == 0);
    CHECK(f.buffer.acknowledged() == 5);
}

TEST_CASE("what was not sent can't be acknowledged", "[client]") {
    fixture f;
    f.push(1);
    static_cast<void>(f.send());
    f.push(1);
    f.buffer.acknowledge(99);
    CHECK(f.buffer.size() == 1);
    CHECK(f.send() == frames{"2=2"});
}

TEST_CASE("the limit of messages is exact", "[client]") {
    unacknowledged buffer{{2, 1'000'000}};
    CHECK(buffer.push(saying("x")));
    CHECK(buffer.push(saying("x")));
    CHECK_FALSE(buffer.push(saying("x")));
    CHECK(buffer.size() == 2);
    std::string out;
    buffer.append_unsent(out, everything);
    buffer.acknowledge(1);
    CHECK(buffer.push(saying("x")) == 3U); // the refused one used up no number
}

TEST_CASE("the limit of bytes is exact", "[client]") {
    unacknowledged measured{plenty};
    REQUIRE(measured.push(saying("x")));
    const std::size_t each = measured.bytes();
    for (const std::size_t limit : {2 * each - 1, 2 * each, 2 * each + 1}) {
        CAPTURE(limit);
        unacknowledged buffer{{1000, limit}};
        CHECK(buffer.push(saying("x")));
        CHECK(buffer.push(saying("x")).has_value() == (limit >= 2 * each));
    }
}

TEST_CASE("an empty buffer has room for any message", "[client]") {
    unacknowledged buffer{{0, 0}};
    CHECK(buffer.push(saying(std::string(100, 'x'))));
    CHECK_FALSE(buffer.push(saying("x")));
}

TEST_CASE("a refused message goes, and the others stay", "[client]") {
    fixture f;
    f.push(4);
    static_cast<void>(f.send());
    CHECK(f.buffer.refuse(2) == 2U);
    CHECK_FALSE(f.buffer.refuse(2));
    CHECK_FALSE(f.buffer.refuse(99));
    CHECK(f.buffer.size() == 3);
    CHECK(f.buffer.in_flight() == 3);
    f.buffer.acknowledge(4);
    CHECK(f.buffer.empty());
    CHECK(f.buffer.acknowledged() == 3);
    f.push(1);
    CHECK(f.send() == frames{"5=5"}); // the hub counts the refused seq as used
}

TEST_CASE("after a reconnect what isn't stored is sent again, and only that", "[client]") {
    fixture f;
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    f.push(5);
    static_cast<void>(f.send());
    f.buffer.acknowledge(1);
    f.push(1);
    CHECK(f.buffer.resume(here, 3) == resumption::same_session);
    CHECK(f.buffer.in_flight() == 0);
    CHECK(f.buffer.acknowledged() == 3);
    CHECK(f.send() == frames{"4=4", "5=5", "6=6"});
    CHECK(f.buffer.resume(here, 6) == resumption::same_session);
    CHECK(f.buffer.empty());
}

TEST_CASE("a session that a program brings along goes on where the history left it", "[client]") {
    fixture f;
    f.push(2);
    CHECK(f.buffer.resume(here, 500) == resumption::same_session);
    CHECK(f.buffer.size() == 2);
    CHECK(f.buffer.acknowledged() == 0);
    CHECK(f.send() == frames{"501=1", "502=2"});
    f.buffer.acknowledge(501);
    CHECK(f.buffer.size() == 1);
}

TEST_CASE("a history that knows less than it acknowledged needs a new session", "[client]") {
    fixture f;
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    f.push(5);
    static_cast<void>(f.send());
    f.buffer.acknowledge(3);
    CHECK(f.buffer.resume(here, 0) == resumption::new_session);
    f.buffer.begin_session();
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    CHECK(f.send() == frames{"1=4", "2=5"});
    f.push(1);
    CHECK(f.send() == frames{"3=6"});
    f.buffer.acknowledge(3);
    CHECK(f.buffer.acknowledged() == 6);
}

TEST_CASE("another history needs a new session, whatever it knows", "[client]") {
    for (const std::uint64_t last_seq : {0U, 1U, 2U, 3U}) {
        CAPTURE(last_seq);
        fixture f;
        CHECK(f.buffer.resume(here, 0) == resumption::same_session);
        f.push(2);
        static_cast<void>(f.send());
        CHECK(f.buffer.resume(elsewhere, last_seq) == resumption::new_session);
        f.buffer.begin_session();
        CHECK(f.buffer.resume(elsewhere, 0) == resumption::same_session);
        CHECK(f.send() == frames{"1=1", "2=2"});
    }
}

TEST_CASE("a history that goes on under another epoch is the same for whom it has lost nothing",
          "[client]") {
    const std::vector<epoch> former{epoch{7}, here};
    fixture f;
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    f.push(4);
    static_cast<void>(f.send());
    f.buffer.acknowledge(2);
    SECTION("what it has is not sent again") {
        CHECK(f.buffer.resume(elsewhere, 3, former) == resumption::same_session);
        CHECK(f.send() == frames{"4=4"});
        CHECK(f.buffer.resume(elsewhere, 3) == resumption::same_session);
        CHECK(f.buffer.resume(here, 3) == resumption::new_session);
    }
    SECTION("what it had acknowledged and lost needs a new session") {
        CHECK(f.buffer.resume(elsewhere, 1, former) == resumption::new_session);
        CHECK(f.buffer.acknowledged_seq() == 2);
    }
}

TEST_CASE("a publisher that has said nothing is at home in any history", "[client]") {
    fixture f;
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    CHECK(f.buffer.resume(elsewhere, 0) == resumption::same_session);
    f.push(1);
    CHECK(f.send() == frames{"1=1"});
    CHECK(f.buffer.resume(here, 0) == resumption::new_session);
}

TEST_CASE("a history that knows more than was sent needs a new session", "[client]") {
    fixture f;
    CHECK(f.buffer.resume(here, 0) == resumption::same_session);
    f.push(2);
    static_cast<void>(f.send());
    CHECK(f.buffer.resume(here, 3) == resumption::new_session);
    CHECK(f.buffer.size() == 2);
}

TEST_CASE("a refused seq that the hub forgot in a crash needs a new session", "[client]") {
    SECTION("in the middle") {
        fixture f;
        CHECK(f.buffer.resume(here, 0) == resumption::same_session);
        f.push(4);
        static_cast<void>(f.send());
        CHECK(f.buffer.refuse(3) == 3U);
        CHECK(f.buffer.resume(here, 1) == resumption::new_session);
        f.buffer.begin_session();
        CHECK(f.buffer.resume(here, 0) == resumption::same_session);
        CHECK(f.send() == frames{"1=2", "2=4"});
    }
    SECTION("last of all") {
        fixture f;
        CHECK(f.buffer.resume(here, 0) == resumption::same_session);
        f.push(2);
        static_cast<void>(f.send());
        f.buffer.acknowledge(1);
        CHECK(f.buffer.refuse(2) == 2U);
        CHECK(f.buffer.resume(here, 1) == resumption::new_session);
    }
    SECTION("not when the hub remembers") {
        fixture f;
        CHECK(f.buffer.resume(here, 0) == resumption::same_session);
        f.push(3);
        static_cast<void>(f.send());
        CHECK(f.buffer.refuse(2) == 2U);
        CHECK(f.buffer.resume(here, 2) == resumption::same_session);
        CHECK(f.send() == frames{"3=3"});
    }
}

TEST_CASE("messages that are too large for a hub go by their numbers", "[client]") {
    unacknowledged buffer{plenty};
    for (const std::size_t bytes : {10U, 11U, 9U, 12U})
        REQUIRE(buffer.push(saying(std::string(bytes, 'x'))));
    CHECK(buffer.refuse_larger(10) == numbers{2, 4});
    CHECK(buffer.refuse_larger(10).empty());
    CHECK(buffer.size() == 2);
}

} // namespace
} // namespace crier
