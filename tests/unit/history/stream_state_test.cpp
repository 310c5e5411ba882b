#include "history/stream_state.hpp"

#include "history/sequencer.hpp"
#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <vector>

using namespace crier;
using namespace std::chrono_literals;

TEST_CASE("what expired messages have left behind comes back as it was written", "[history]") {
    stream_state state;
    state.epoch = epoch{0xFEDCBA9876543210U};
    state.after = offset{17};
    topic_state known;
    known.last = offset{5};
    known.last_time = timestamp{1234567us};
    known.count = 3;
    state.topics.emplace_back("a/\n\xC3\xBC", known);
    session_state session;
    session.last_seq = 9;
    session.stored_seq = 8;
    session.stored_offset = offset{16};
    session.used_at = timestamp{99us};
    state.sessions.push_back({{"press-7", "s1"}, session});
    const std::string text = write_stream_state(state);
    const auto read = read_stream_state(text);
    REQUIRE(read.has_value());
    CHECK(read->epoch == state.epoch);
    CHECK(read->after == offset{17});
    REQUIRE(read->topics.size() == 1);
    CHECK(read->topics[0].first == "a/\n\xC3\xBC");
    CHECK(read->topics[0].second.last_time == timestamp{1234567us});
    CHECK(read->topics[0].second.count == 3);
    REQUIRE(read->sessions.size() == 1);
    CHECK(read->sessions[0].who == publisher_id{"press-7", "s1"});
    CHECK(read->sessions[0].state.stored_offset == offset{16});
    for (std::size_t cut = 0; cut < text.size(); ++cut)
        CHECK_FALSE(read_stream_state(text.substr(0, cut)).has_value());
    CHECK_FALSE(read_stream_state(text + "x").has_value());
}

TEST_CASE("an offset that has no message is left out, and sessions are known as they were",
          "[history]") {
    boost::asio::io_context loop;
    ledger book;
    sequencer numbers{book, 1h};
    append_batch batch{loop.get_executor(), {"press-7", "s1"}};
    std::vector<message_ptr> accepted;
    const auto say = [&](std::uint64_t seq) {
        message said;
        said.topic = "a";
        batch.items.clear();
        batch.items.push_back({seq, keep(said)});
        numbers.accept(batch, timestamp{1s}, accepted);
    };
    say(1);
    numbers.leave_out(offset{2});
    say(2);
    CHECK(accepted.back()->offset == offset{3});
    CHECK(accepted.back()->prev == offset{1});
    const auto before = numbers.sessions_before({{"press-7/s1", 2}});
    REQUIRE(before.size() == 1);
    CHECK(before[0].state.last_seq == 1);
    CHECK(numbers.sessions_before({{"press-7/s1", 1}}).empty());
}
