#include "subscribe/subscription.hpp"

#include "protocol/event.hpp"
#include "unit/subscribe/subscription_fixture.hpp"

using namespace crier;

namespace {

/// A history that has nothing in memory: each page comes from storage, when the test lets it.
struct storage_history final : history {
    boost::asio::io_context::executor_type loop;
    memory_history stored;
    crier::recent nothing{{}};
    event may_answer;
    commit_handler handler;

    storage_history(const boost::asio::io_context::executor_type& on, ledger& book)
        : loop{on},
          stored{on, book, retention{1000, 1U << 20U, std::chrono::hours{1}}},
          may_answer{on} {
        stored.on_committed([this](std::span<const message_ptr> messages) {
            nothing.begin_after(messages.back()->offset);
            handler(messages);
        });
    }

    void publish(const std::string& topic, const std::string& payload) {
        const auto batch = std::make_shared<append_batch>(loop, publisher_id{"test", "s"});
        message said;
        said.topic = topic;
        said.payload = payload;
        batch->items.push_back({0, keep(said)});
        append(batch);
        loop.context().restart();
        loop.context().poll();
    }
    void answer() { may_answer.notify(); }

    void on_committed(commit_handler to) override { handler = std::move(to); }
    void append(std::shared_ptr<append_batch> batch) override { stored.append(std::move(batch)); }
    boost::asio::awaitable<result<page>> read(page_request request) override {
        std::ignore = co_await may_answer.wait();
        co_return co_await stored.read(std::move(request));
    }
    boost::asio::awaitable<result<listing>> find_last(filter_set filters, std::uint64_t count,
                                                      offset after) override {
        return stored.find_last(std::move(filters), count, after);
    }
    std::string_view kind() const noexcept override { return stored.kind(); }
    offset oldest() const noexcept override { return stored.oldest(); }
    crier::epoch epoch() const noexcept override { return stored.epoch(); }
    const crier::recent& recent() const noexcept override { return nothing; }
    const sequencer::topics& topics() const noexcept override { return stored.topics(); }
    std::uint64_t last_seq(const publisher_id& who) const override { return stored.last_seq(who); }
    void forget(const publisher_id& who) override { stored.forget(who); }
    void trim() override {}
};

} // namespace

TEST_CASE_METHOD(subscription_fixture, "without a start it is live at once", "[subscribe]") {
    publish("a", 3);
    reader.begin({"#"}, {});
    CHECK(reader.is_live());
    publish("a");
    take();
    REQUIRE(received.size() == 2);
    CHECK(received[0] == live_event(offset{3}));
    CHECK(offsets() == range(4, 4));
}

TEST_CASE_METHOD(subscription_fixture, "it is live on an empty history too", "[subscribe]") {
    reader.begin({"#"}, since(0));
    settle();
    CHECK(received == std::vector<std::string>{live_event(offset{0})});
    publish("a");
    take();
    CHECK(offsets() == range(1, 1));
}

TEST_CASE_METHOD(subscription_fixture, "since brings everything after it, then live",
                 "[subscribe]") {
    publish("a", 10);
    reader.begin({"#"}, since(4));
    settle();
    CHECK(offsets() == range(5, 10));
    CHECK(received.back() == live_event(offset{10}));
    publish("a", 2);
    take();
    CHECK(offsets() == range(5, 12));
}

TEST_CASE_METHOD(subscription_fixture, "what is published while catching up comes once",
                 "[subscribe]") {
    publish("a", 10'000);
    reader.begin({"#"}, since(0));
    std::uint64_t published = 10'000;
    while (!reader.is_live()) {
        advance();
        take();
        publish("a", 100);
        published += 100;
        REQUIRE(published < 100'000);
    }
    publish("a", 7);
    take();
    CHECK(offsets() == range(1, published + 7));
}

TEST_CASE_METHOD(subscription_fixture, "last brings the last matching ones, oldest first",
                 "[subscribe]") {
    for (int i = 0; i < 5000; ++i)
        publish(i % 1000 == 0 ? "rare" : "common", 2);
    reader.begin({"rare"}, last(3));
    settle();
    CHECK(offsets() == std::vector<std::uint64_t>{6002, 8001, 8002});
    CHECK(received.back() == live_event(offset{10'000}));
}

TEST_CASE_METHOD(subscription_fixture, "last takes what there is when there is less",
                 "[subscribe]") {
    publish("a", 2);
    publish("b", 2);
    reader.begin({"a"}, last(10));
    settle();
    CHECK(offsets() == range(1, 2));
}

TEST_CASE("expired messages are told as a gap with its exact bounds", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 5};
    world.publish("a", 20);
    world.reader.begin({"#"}, since(3));
    world.settle();
    CHECK(world.received.front() == gap_event(offset{3}, offset{16}, gap_reason::expired));
    CHECK(world.offsets() == subscription_fixture::range(16, 20));
}

TEST_CASE("since 0 without an epoch is the oldest kept, and no gap", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 5};
    world.publish("a", 20);
    world.reader.begin({"#"}, since(0));
    world.settle();
    CHECK(world.offsets() == subscription_fixture::range(16, 20));
    CHECK(world.received.size() == 6);
}

TEST_CASE("a position of this epoch before everything is told its gap", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 5};
    world.publish("a", 20);
    world.reader.begin({"#"}, {position{world.kept.epoch(), offset{0}}, 0});
    world.settle();
    CHECK(world.received.front() == gap_event(offset{0}, offset{16}, gap_reason::expired));
}

TEST_CASE_METHOD(subscription_fixture, "a position of another history is told so", "[subscribe]") {
    publish("a", 3);
    const start_point foreign =
        GENERATE_COPY(start_point{position{epoch{kept.epoch().value + 1}, offset{2}}, 0},
                      start_point{position{std::nullopt, offset{99}}, 0});
    reader.begin({"#"}, foreign);
    settle();
    CHECK(received.front() == gap_event(offset{0}, offset{1}, gap_reason::epoch_changed));
    CHECK(offsets() == range(1, 3));
}

TEST_CASE("a slow subscriber loses nothing and gets nothing twice", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 1'000'000, 64 * 1024};
    world.reader.begin({"#"}, {});
    std::uint64_t published = 0;
    int became_slow = 0;
    for (int round = 0; round < 20; ++round) {
        world.publish("a", 3000); // about 400 KB: far over the limit
        published += 3000;
        CHECK(world.box.bytes() <= 128 * 1024);
        became_slow += world.reader.is_live() ? 0 : 1;
        world.take();
        world.settle();
        REQUIRE(world.reader.is_live());
    }
    CHECK(became_slow == 20);
    CHECK(world.offsets() == subscription_fixture::range(1, published));
}

TEST_CASE("a subscriber that slept through the retention is told what it missed", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 100, 64 * 1024};
    world.reader.begin({"#"}, {});
    world.publish("a", 5000);
    world.publish("a", 5000);
    REQUIRE_FALSE(world.reader.is_live());
    world.take();
    const std::uint64_t seen = world.offsets().empty() ? 0 : world.offsets().back();
    world.settle();
    CHECK(world.offsets().back() == 10'000);
    const std::string gap = gap_event(offset{seen}, offset{9901}, gap_reason::expired);
    CHECK(std::ranges::count(world.received, gap) == 1);
}

TEST_CASE("a raw stream carries payloads and nothing else", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_raw, 5};
    world.publish("a", 20);
    world.reader.begin({"#"}, since(3));
    world.settle();
    CHECK(world.received == std::vector<std::string>(5, "x"));
}

TEST_CASE_METHOD(subscription_fixture, "a filter may be added and removed while live",
                 "[subscribe]") {
    reader.begin({}, {});
    publish("a");
    CHECK_FALSE(reader.add({{"a", "b"}, std::nullopt}));
    CHECK_FALSE(reader.add({{"a"}, std::nullopt})); // twice is once
    publish("a");
    reader.remove({{"a"}});
    publish("a");
    publish("b");
    take();
    CHECK(offsets() == std::vector<std::uint64_t>{2, 4});
}

TEST_CASE_METHOD(subscription_fixture, "filters with a start need a connection without filters",
                 "[subscribe]") {
    publish("a", 5);
    reader.begin({}, {});
    CHECK_FALSE(reader.add({{"a"}, since(2)}));
    settle();
    CHECK(offsets() == range(3, 5));
    CHECK(received.back() == live_event(offset{5}));
    const auto refused = reader.add({{"b"}, since(0)});
    REQUIRE(refused);
    CHECK(refused->code == errc::bad_request);
    publish("b");
    take();
    CHECK(offsets() == range(3, 5)); // nothing has changed
}

TEST_CASE("filters that change while a page is read lose nothing", "[subscribe]") {
    boost::asio::io_context loop;
    flush_queue flushes{loop.get_executor()};
    ledger book;
    crier::router routes{book, epoch{1}};
    counting_target owner;
    storage_history kept{loop.get_executor(), book};
    kept.on_committed([&](std::span<const message_ptr> stored) { routes.deliver(stored); });
    outbox box{delivery_format::websocket_raw, 1024 * 1024, flushes, owner};
    subscription reader{kept, routes, book, box};
    kept.publish("a", "old");
    reader.begin({"a"}, since(0));
    bool advanced = false;
    boost::asio::co_spawn(loop, reader.advance(),
                          [&](std::exception_ptr, bool) { advanced = true; });
    loop.restart();
    loop.poll();
    REQUIRE_FALSE(advanced); // it waits for the page

    CHECK_FALSE(reader.add({{"b"}, std::nullopt}));
    kept.publish("b", "new");
    kept.answer();
    loop.restart();
    loop.poll();
    REQUIRE(advanced);
    while (!reader.is_live()) {
        kept.answer();
        REQUIRE(run_coroutine(loop, reader.advance()));
    }
    CHECK(queued_bytes(box) == "\x81\x03old\x81\x03new");
}

TEST_CASE_METHOD(subscription_fixture, "a subscriber that leaves is forgotten", "[subscribe]") {
    {
        outbox brief{delivery_format::websocket_json, 1024, flushes, owner};
        subscription gone{kept, routes, book, brief};
        gone.begin({"#", "a"}, {});
    }
    publish("a"); // would touch freed memory
    CHECK(routes.delivered() == offset{1});
}

TEST_CASE("server-sent events carry the position that they bring a subscriber to", "[subscribe]") {
    subscription_fixture world{delivery_format::server_sent, 3};
    const auto id = [&](int offset) {
        return "id: " + world.kept.epoch().text() + ":" + std::to_string(offset) + "\n";
    };
    world.publish("a", 5);
    world.reader.begin({"#"}, since(1));
    while (!world.reader.is_live())
        world.advance();
    const std::string told = queued_bytes(world.box);
    CHECK(told.starts_with(id(2) + "event: gap\ndata: {"));
    CHECK(told.find(id(3) + "event: message\n") != std::string::npos);
    CHECK(told.ends_with(id(5) + "event: live\ndata: " + live_event(offset{5}) + "\n\n"));
    world.reader.tell("welcome", "{}");
    CHECK(queued_bytes(world.box).ends_with("\n\nevent: welcome\ndata: {}\n\n"));
}
