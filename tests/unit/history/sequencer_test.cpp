#include "history/sequencer.hpp"

#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr timestamp start{std::chrono::microseconds{1'700'000'000'000'000}};

/// A sequencer, and what it accepted so far.
struct fixture {
    boost::asio::io_context loop;
    ledger book;
    sequencer numbers{book, 1h};
    std::vector<message_ptr> accepted;

    static append_item item(std::uint64_t seq, std::string_view topic = "a") {
        message said;
        said.seq = seq;
        said.topic = topic;
        return {seq, keep(said)};
    }

    append_outcome accept(std::vector<append_item> items, timestamp now = start,
                          publisher_id who = {"source", "session"}) {
        append_batch batch{loop.get_executor(), std::move(who)};
        batch.items = std::move(items);
        numbers.accept(batch, now, accepted);
        return batch.outcome;
    }

    [[nodiscard]] std::vector<std::uint64_t> accepted_seqs() const {
        std::vector<std::uint64_t> out;
        for (const message_ptr& message : accepted)
            out.push_back(message->seq);
        return out;
    }
};

using seqs = std::vector<std::uint64_t>;

TEST_CASE("offsets are 1, 2, 3 over all topics and sources", "[history]") {
    fixture f;
    const auto first = f.accept({f.item(1, "a"), f.item(2, "b")});
    CHECK(first.stored_seq == 2);
    CHECK(first.stored_offset == offset{2});
    CHECK(first.last == offset{2});
    CHECK_FALSE(first.stopped_by);
    static_cast<void>(f.accept({f.item(1, "a")}, start, {"other", "session"}));
    REQUIRE(f.accepted.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(f.accepted[i]->offset == offset{i + 1});
    CHECK(f.numbers.last() == offset{3});
}

TEST_CASE("a message names the one before it on its topic, and the time between", "[history]") {
    fixture f;
    static_cast<void>(f.accept({f.item(1, "a"), f.item(2, "b")}, start));
    static_cast<void>(f.accept({f.item(3, "a"), f.item(4, "a")}, start + 1500us));
    REQUIRE(f.accepted.size() == 4);
    CHECK(f.accepted[0]->prev == offset{0});
    CHECK_FALSE(f.accepted[0]->delta);
    CHECK(f.accepted[1]->prev == offset{0});
    CHECK(f.accepted[2]->prev == offset{1});
    CHECK(f.accepted[2]->delta == 1500us);
    CHECK(f.accepted[3]->prev == offset{3});
    CHECK(f.accepted[3]->delta == 0us);
    CHECK(f.accepted[3]->time == start + 1500us);
}

TEST_CASE("what a session sent before is acknowledged and not stored again", "[history]") {
    fixture f;
    static_cast<void>(f.accept({f.item(1), f.item(2)}));
    const auto again = f.accept({f.item(1), f.item(2)});
    CHECK(f.accepted_seqs() == seqs{1, 2});
    CHECK(again.stored_seq == 2);
    CHECK(again.stored_offset == offset{2});
    CHECK(again.last == offset{0}); // nothing was stored now
    const auto more = f.accept({f.item(2), f.item(3)});
    CHECK(f.accepted_seqs() == seqs{1, 2, 3});
    CHECK(more.stored_seq == 3);
    CHECK(more.last == offset{3});
}

TEST_CASE("a seq that comes twice in one batch is stored once", "[history]") {
    fixture f;
    const auto outcome = f.accept({f.item(1), f.item(1), f.item(2), f.item(1)});
    CHECK(f.accepted_seqs() == seqs{1, 2});
    CHECK(outcome.stored_seq == 2);
    CHECK_FALSE(outcome.stopped_by);
}

TEST_CASE("a hole in seq stops there, and what came before it is stored", "[history]") {
    fixture f;
    const auto outcome = f.accept({f.item(1), f.item(3), f.item(2)});
    CHECK(f.accepted_seqs() == seqs{1});
    CHECK(outcome.stored_seq == 1);
    REQUIRE(outcome.stopped_by);
    CHECK(outcome.stopped_by->code == errc::sequence_gap);
    CHECK(outcome.stopped_by->message.find("seq 3 where 2") != std::string::npos);
    // It can be mended: the session stands where it stood.
    CHECK_FALSE(f.accept({f.item(2), f.item(3)}).stopped_by);
    CHECK(f.accepted_seqs() == seqs{1, 2, 3});
}

TEST_CASE("a new session begins at 1", "[history]") {
    fixture f;
    const auto outcome = f.accept({f.item(2)});
    REQUIRE(outcome.stopped_by);
    CHECK(outcome.stopped_by->code == errc::sequence_gap);
    CHECK(outcome.stored_seq == 0);
    CHECK(f.accepted.empty());
    CHECK(f.numbers.last() == offset{0});
}

TEST_CASE("a refused message's seq is used up", "[history]") {
    fixture f;
    const auto outcome = f.accept({f.item(1), {2, nullptr}, f.item(3)});
    CHECK(f.accepted_seqs() == seqs{1, 3});
    CHECK(outcome.stored_seq == 3);
    CHECK(f.numbers.session({"source", "session"}).last_seq == 3);
    const auto last_refused = f.accept({{4, nullptr}});
    CHECK(last_refused.stored_seq == 3); // not acknowledged: it isn't stored
    CHECK(f.numbers.session({"source", "session"}).last_seq == 4);
    CHECK_FALSE(f.accept({f.item(5)}).stopped_by);
}

TEST_CASE("seq 0 wants no answer and has no order", "[history]") {
    fixture f;
    const auto outcome = f.accept({f.item(0), f.item(0)});
    CHECK(f.accepted.size() == 2);
    CHECK(outcome.stored_seq == 0);
    CHECK(outcome.last == offset{2});
    CHECK(f.numbers.session({"source", "session"}).last_seq == 0);
    const auto mixed = f.accept({f.item(0), f.item(1), f.item(0), f.item(2)});
    CHECK_FALSE(mixed.stopped_by);
    CHECK(mixed.stored_seq == 2);
    CHECK(mixed.stored_offset == offset{6});
}

TEST_CASE("sessions are told apart by source and session", "[history]") {
    fixture f;
    for (const publisher_id& who : {publisher_id{"a", "1"}, {"a", "2"}, {"b", "1"}})
        CHECK(f.accept({f.item(1), f.item(2)}, start, who).stored_seq == 2);
    CHECK(f.accepted.size() == 6);
    CHECK(f.numbers.session({"a", "2"}).stored_offset == offset{4});
    CHECK(f.numbers.session({"b", "2"}).last_seq == 0);
}

TEST_CASE("times hold still when the clock is set back", "[history]") {
    fixture f;
    static_cast<void>(f.accept({f.item(1)}, start));
    static_cast<void>(f.accept({f.item(2)}, start - 1h));
    static_cast<void>(f.accept({f.item(3)}, start + 1s));
    CHECK(f.accepted[1]->time == start);
    CHECK(f.accepted[1]->delta == 0us);
    CHECK(f.accepted[2]->time == start + 1s);
    CHECK(f.accepted[2]->delta == 1s);
}

TEST_CASE("a session that was silent for too long is forgotten", "[history]") {
    fixture f;
    const publisher_id silent{"source", "silent"};
    const publisher_id busy{"source", "busy"};
    static_cast<void>(f.accept({f.item(1)}, start, silent));
    static_cast<void>(f.accept({f.item(1)}, start, busy));
    static_cast<void>(f.accept({f.item(2)}, start + 1h, busy));
    CHECK(f.numbers.session(silent).last_seq == 1); // exactly as old as allowed
    static_cast<void>(f.accept({f.item(3)}, start + 1h + 1us, busy));
    CHECK(f.numbers.session(silent).last_seq == 0);
    CHECK(f.numbers.session(busy).last_seq == 3);
    // Its seqs begin anew.
    CHECK_FALSE(f.accept({f.item(1)}, start + 2h, silent).stopped_by);
}

TEST_CASE("a session can be forgotten by name", "[history]") {
    fixture f;
    static_cast<void>(f.accept({f.item(1)}));
    f.numbers.forget({"source", "another"});
    CHECK(f.numbers.session({"source", "session"}).last_seq == 1);
    f.numbers.forget({"source", "session"});
    CHECK(f.numbers.session({"source", "session"}).last_seq == 0);
    CHECK_FALSE(f.accept({f.item(1)}).stopped_by);
    CHECK(f.accepted.size() == 2);
    CHECK(f.numbers.last() == offset{2});
}

TEST_CASE("topics are known from their first message on", "[history]") {
    fixture f;
    static_cast<void>(f.accept({f.item(1, "a"), f.item(2, "b"), f.item(3, "a")}));
    CHECK(f.numbers.known_topics().size() == 2);
    const auto found = f.numbers.known_topics().find(std::string_view{"a"});
    REQUIRE(found != f.numbers.known_topics().end());
    CHECK(found->second.count == 2);
    CHECK(found->second.last == offset{3});
}

TEST_CASE("an empty batch changes nothing", "[history]") {
    fixture f;
    const auto outcome = f.accept({});
    CHECK(outcome.stored_seq == 0);
    CHECK_FALSE(outcome.stopped_by);
    CHECK(f.numbers.last() == offset{0});
}

} // namespace
} // namespace crier
