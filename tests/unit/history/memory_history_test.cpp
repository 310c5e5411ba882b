#include "history/memory_history.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

using batch_ptr = std::shared_ptr<append_batch>;

/// A memory history that writes down what it commits.
struct fixture {
    boost::asio::io_context loop;
    ledger book;
    memory_history history{loop.get_executor(), book, {1000, 1'000'000, 24h}};
    std::vector<std::vector<std::uint64_t>> commits; ///< the offsets of each

    fixture() {
        history.on_committed([this](std::span<const message_ptr> messages) {
            auto& offsets = commits.emplace_back();
            for (const message_ptr& message : messages)
                offsets.push_back(message->offset.value);
        });
    }

    batch_ptr batch(const std::string& source, std::vector<std::uint64_t> seqs) {
        auto out =
            std::make_shared<append_batch>(loop.get_executor(), publisher_id{source, "session"});
        for (const std::uint64_t seq : seqs) {
            message said;
            said.seq = seq;
            said.topic = "a";
            out->items.push_back({seq, keep(said)});
        }
        return out;
    }

    /// Whether the batch's publisher has been told, without waiting.
    bool told(append_batch& batch) {
        return run_coroutine(loop, batch.committed.wait_until(event::clock::now()));
    }
};

using offsets = std::vector<std::vector<std::uint64_t>>;

TEST_CASE("batches of one turn commit together, in the order of appending", "[history]") {
    fixture f;
    const auto first = f.batch("x", {1, 2});
    const auto second = f.batch("y", {1});
    const auto third = f.batch("x", {3});
    f.history.append(first);
    f.history.append(second);
    f.history.append(third);
    CHECK(f.commits.empty());
    CHECK(f.history.recent().size() == 0);
    f.loop.poll();
    CHECK(f.commits == offsets{{1, 2, 3, 4}});
    CHECK(first->outcome.stored_offset == offset{2});
    CHECK(second->outcome.stored_offset == offset{3});
    CHECK(third->outcome.stored_seq == 3);
    for (const batch_ptr& each : {first, second, third})
        CHECK(f.told(*each));
    CHECK(f.history.recent().last() == offset{4});
    CHECK(f.history.recent().at(offset{3})->seq == 1);
}

TEST_CASE("batches of two turns commit one after the other", "[history]") {
    fixture f;
    f.history.append(f.batch("x", {1}));
    f.loop.poll();
    f.loop.restart();
    f.history.append(f.batch("x", {2}));
    f.loop.poll();
    CHECK(f.commits == offsets{{1}, {2}});
}

TEST_CASE("subscribers are served before a publisher is told", "[history]") {
    fixture f;
    const auto batch = f.batch("x", {1});
    bool told_first = false;
    std::size_t kept = 0;
    f.history.on_committed([&](std::span<const message_ptr> messages) {
        // Nobody has notified the batch yet: the publisher's coroutine can't have run.
        told_first = batch.use_count() == 1;
        kept = f.history.recent().size();
        CHECK(messages.size() == 1);
    });
    f.history.append(batch);
    f.loop.poll();
    CHECK_FALSE(told_first);
    CHECK(kept == 1); // a subscriber that joins now finds it in the ring
    CHECK(f.told(*batch));
    CHECK(batch.use_count() == 1);
}

TEST_CASE("a batch is committed though its session has gone", "[history]") {
    fixture f;
    auto batch = f.batch("x", {1});
    const std::weak_ptr<append_batch> watched = batch;
    f.history.append(std::exchange(batch, nullptr));
    CHECK_FALSE(watched.expired());
    f.loop.poll();
    CHECK(f.commits == offsets{{1}});
    CHECK(watched.expired());
}

TEST_CASE("a batch of nothing new is told at once and delivered to nobody", "[history]") {
    fixture f;
    f.history.append(f.batch("x", {1, 2}));
    f.loop.poll();
    f.loop.restart();
    const auto again = f.batch("x", {1, 2});
    f.history.append(again);
    f.loop.poll();
    CHECK(f.commits == offsets{{1, 2}});
    CHECK(f.told(*again));
    CHECK(again->outcome.stored_seq == 2);
    CHECK(again->outcome.stored_offset == offset{2});
}

TEST_CASE("a hole in seq is told with the batch that has it", "[history]") {
    fixture f;
    const auto good = f.batch("x", {1});
    const auto gap = f.batch("x", {3});
    f.history.append(good);
    f.history.append(gap);
    f.loop.poll();
    CHECK_FALSE(good->outcome.stopped_by);
    REQUIRE(gap->outcome.stopped_by);
    CHECK(gap->outcome.stopped_by->code == errc::sequence_gap);
    CHECK(gap->outcome.stored_seq == 1);
    CHECK(f.commits == offsets{{1}});
}

TEST_CASE("what is appended while a commit is delivered belongs to the next", "[history]") {
    fixture f;
    const auto second = f.batch("y", {1});
    std::vector<std::uint64_t> order;
    f.history.on_committed([&](std::span<const message_ptr> messages) {
        for (const message_ptr& message : messages)
            order.push_back(message->offset.value);
        if (order.size() == 1)
            f.history.append(second);
    });
    f.history.append(f.batch("x", {1}));
    f.loop.poll();
    CHECK(order == std::vector<std::uint64_t>{1, 2});
    CHECK(f.told(*second));
    CHECK(f.history.recent().last() == offset{2});
}

TEST_CASE("a session's last seq is known until it is forgotten", "[history]") {
    fixture f;
    f.history.append(f.batch("x", {1, 2}));
    f.loop.poll();
    const publisher_id who{"x", "session"};
    CHECK(f.history.last_seq(who) == 2);
    CHECK(f.history.last_seq({"y", "session"}) == 0);
    f.history.forget(who);
    CHECK(f.history.last_seq(who) == 0);
}

TEST_CASE("old messages go with new ones, and also when it is told to trim", "[history]") {
    boost::asio::io_context loop;
    ledger book;
    memory_history history{loop.get_executor(), book, {2, 1'000'000, 24h}};
    auto batch = std::make_shared<append_batch>(loop.get_executor(), publisher_id{"x", "s"});
    for (std::uint64_t seq = 1; seq <= 5; ++seq)
        batch->items.push_back({seq, std::make_shared<message>()});
    history.append(batch);
    loop.poll();
    CHECK(history.recent().size() == 2);
    CHECK(history.recent().oldest() == offset{4});
    history.trim();
    CHECK(history.recent().size() == 2);
}

TEST_CASE("two histories have different epochs", "[history]") {
    boost::asio::io_context loop;
    ledger book;
    const memory_history first{loop.get_executor(), book, {}};
    const memory_history second{loop.get_executor(), book, {}};
    CHECK_FALSE(first.epoch() == second.epoch());
}

} // namespace
} // namespace crier
