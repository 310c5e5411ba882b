#include "broadcast/outbox.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>

using namespace crier;

namespace {

constexpr std::size_t limit = 256 * 1024;

struct box_fixture {
    boost::asio::io_context loop;
    flush_queue queue{loop.get_executor()};
    counting_target owner;
    topic_account account;
    outbox box{delivery_format::websocket_raw, limit, queue, owner};
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    std::uint64_t next = 1;

    slice frame(const std::string& payload) {
        return raw.encode(*make_message(next++, "a", payload), account);
    }
    static slice control(const std::string& bytes) { return encode_frame(bytes); }
};

} // namespace

TEST_CASE_METHOD(box_fixture, "neighbouring messages merge into one piece", "[broadcast]") {
    for (int i = 0; i < 100; ++i)
        box.push(frame("x"));
    CHECK(queued_pieces(box) == 1);
    CHECK(box.bytes() == 300);
}

TEST_CASE_METHOD(box_fixture, "messages that don't touch stay apart, in order", "[broadcast]") {
    const slice first = frame("one");
    frame("not for this subscriber");
    const slice second = frame("two");
    box.push(first);
    box.push(second);
    CHECK(queued_pieces(box) == 2);
    CHECK(queued_bytes(box) == "\x81\x03one\x81\x03two");
}

TEST_CASE_METHOD(box_fixture, "a write of any size leaves exactly the rest", "[broadcast]") {
    const slice first = frame("one");
    frame("skipped");
    const slice second = frame("two");
    const std::string all = "\x81\x03one\x81\x03two";
    for (std::size_t written = 0; written <= all.size(); ++written) {
        outbox fresh{delivery_format::websocket_raw, limit, queue, owner};
        fresh.push(first);
        fresh.push(second);
        fresh.consume(written);
        CHECK(queued_bytes(fresh) == all.substr(written));
        CHECK(fresh.bytes() == all.size() - written);
        CHECK(fresh.empty() == (written == all.size()));
    }
}

TEST_CASE_METHOD(box_fixture, "a control frame goes ahead of what wasn't begun", "[broadcast]") {
    const std::string data = "\x81\x03one\x81\x03two";
    // Two frames in one slice: wherever a write stopped, the begun frame is finished first.
    for (std::size_t written = 0; written < data.size(); ++written) {
        outbox fresh{delivery_format::websocket_raw, limit, queue, owner};
        encoder own{delivery_format::websocket_raw, epoch{1}};
        fresh.push(own.encode(*make_message(1, "a", "one"), account));
        fresh.push(own.encode(*make_message(2, "a", "two"), account));
        fresh.consume(written);
        fresh.push_control(control("PONG"));
        const std::size_t boundary = written == 0 ? 0 : written <= 5 ? 5 : 10;
        CHECK(queued_bytes(fresh) ==
              data.substr(written, boundary - written) + "PONG" + data.substr(boundary));
        CHECK(fresh.bytes() == data.size() - written + 4);
        CHECK(fresh.has_control());
        fresh.consume(boundary - written + 4);
        CHECK_FALSE(fresh.has_control());
        CHECK(queued_bytes(fresh) == data.substr(boundary));
    }
}

TEST_CASE_METHOD(box_fixture, "control frames keep their order", "[broadcast]") {
    box.push(frame("one"));
    box.consume(1);
    box.push_control(control("P1"));
    box.push_control(control("P2"));
    CHECK(queued_bytes(box) == "\x03oneP1P2");
    box.consume(5);
    box.push_control(control("P3"));
    CHECK(queued_bytes(box) == "1P2P3");
}

TEST_CASE_METHOD(box_fixture, "closing keeps only the frame that was begun", "[broadcast]") {
    box.go_live();
    box.push(frame("one"));
    box.push(frame("two"));
    box.consume(2);
    box.close();
    box.push_control(control("CLOSE"));
    box.push(frame("three"));
    box.deliver({frame("four"), offset{4}, 1, &account});
    CHECK(queued_bytes(box) == "oneCLOSE");
}

TEST_CASE_METHOD(box_fixture, "only a live outbox takes deliveries", "[broadcast]") {
    box.deliver({frame("one"), offset{1}, 1, &account});
    CHECK(box.empty());
    box.go_live();
    box.deliver({frame("two"), offset{2}, 1, &account});
    CHECK(queued_bytes(box) == "\x81\x03two");
}

TEST_CASE_METHOD(box_fixture, "a full outbox drops nothing but leaves the live stream",
                 "[broadcast]") {
    box.go_live();
    const std::string payload(1000, 'x');
    std::uint64_t delivered = 0;
    while (box.is_live()) {
        const std::uint64_t at = next;
        box.deliver({frame(payload), offset{at}, 1, &account});
        if (box.is_live())
            delivered = at;
        REQUIRE(at < 1000);
    }
    CHECK(box.resume_after() == offset{delivered});
    CHECK(box.bytes() == delivered * 1004);
    CHECK(box.bytes() <= limit);
    CHECK(box.bytes() > limit / 2);
    box.deliver({frame(payload), offset{next}, 1, &account});
    CHECK(box.bytes() == delivered * 1004);
}

TEST_CASE_METHOD(box_fixture, "an empty outbox takes a message of any size", "[broadcast]") {
    box.go_live();
    box.deliver({frame(std::string(2 * limit, 'x')), offset{1}, 1, &account});
    CHECK(box.is_live());
    CHECK(box.is_full());
    box.deliver({frame("y"), offset{2}, 1, &account});
    CHECK_FALSE(box.is_live());
    CHECK(box.resume_after() == offset{1});
}

TEST_CASE_METHOD(box_fixture, "small slices of large chunks count what they hold", "[broadcast]") {
    // A slow subscriber of a rare topic keeps whole chunks alive for a few bytes each.
    box.go_live();
    for (int i = 0; i < 10 && box.is_live(); ++i) {
        box.deliver({frame("rare"), offset{next}, 1, &account});
        for (int j = 0; j < 70; ++j)
            frame(std::string(1000, 'x')); // a chunk's worth for others
    }
    CHECK_FALSE(box.is_live());
    CHECK(box.bytes() < 100);
}

TEST_CASE_METHOD(box_fixture, "an outbox that emptied has its whole limit again", "[broadcast]") {
    box.go_live();
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 100; ++i)
            box.deliver({frame(std::string(1000, 'x')), offset{next}, 1, &account});
        REQUIRE(box.is_live());
        box.consume(box.bytes());
        REQUIRE(box.empty());
        REQUIRE_FALSE(box.is_full());
    }
}

TEST_CASE_METHOD(box_fixture, "the owner is flushed once a turn, however much was pushed",
                 "[broadcast]") {
    for (int i = 0; i < 10; ++i)
        box.push(frame("x"));
    CHECK(owner.flushes == 0);
    loop.poll();
    CHECK(owner.flushes == 1);
    box.push(frame("y"));
    loop.restart();
    loop.poll();
    CHECK(owner.flushes == 2);
}

TEST_CASE_METHOD(box_fixture, "an outbox that is destroyed is not flushed", "[broadcast]") {
    counting_target gone;
    {
        outbox brief{delivery_format::websocket_raw, limit, queue, gone};
        brief.push(frame("x"));
    }
    loop.poll();
    CHECK(gone.flushes == 0);
}

TEST_CASE_METHOD(box_fixture, "a message counts as delivered once its last byte is",
                 "[broadcast]") {
    box.go_live();
    box.deliver({frame("one"), offset{1}, 1, &account});
    box.push(control("event"));
    box.deliver({frame("two"), offset{2}, 1, &account});
    CHECK(box.account().matched == 2);
    CHECK(box.account().queued == 2);
    CHECK(account.queued == 2);
    box.consume(4);
    CHECK(box.account().delivered == 0);
    box.consume(1);
    CHECK(box.account().delivered == 1);
    CHECK(account.delivered == 1);
    box.consume(5 + 5);
    CHECK(box.account().delivered == 2);
    CHECK(box.account().queued == 0);
    CHECK(account.queued == 0);
    CHECK(box.bytes_delivered() == 15);
}

TEST_CASE_METHOD(box_fixture, "what is forgotten at the end is neither delivered nor queued",
                 "[broadcast]") {
    {
        outbox brief{delivery_format::websocket_raw, limit, queue, owner};
        brief.go_live();
        for (std::uint64_t at = 1; at <= 4; ++at)
            brief.deliver({frame("x"), offset{at}, 1, &account});
        brief.consume(4); // the first, and part of the second
        brief.close();
        CHECK(brief.account().abandoned == 2);
        CHECK(brief.account().queued == 1);
        CHECK(brief.account().waiting() == 0);
        brief.deliver({frame("after the end"), offset{5}, 1, &account});
        CHECK(brief.account().matched == 4);
    }
    CHECK(account.queued == 0);
    CHECK(account.delivered == 1);
}

TEST_CASE_METHOD(box_fixture, "pieces of several topics are counted to each, however they are sent",
                 "[broadcast]") {
    topic_account other;
    const auto deliver_three = [&](outbox& to) {
        to.go_live();
        to.deliver({frame("a"), offset{1}, 1, &account});
        to.deliver({raw.encode(*make_message(2, "b", "b"), other), offset{2}, 1, &other});
        to.deliver({frame("a"), offset{3}, 1, &account});
    };
    for (std::size_t first = 1; first < 9; ++first) {
        CAPTURE(first);
        account = other = {};
        outbox brief{delivery_format::websocket_raw, limit, queue, owner};
        deliver_three(brief);
        REQUIRE(queued_pieces(brief) == 1);
        CHECK(account.queued == 2);
        CHECK(other.queued == 1);
        brief.consume(first);
        CHECK(account.delivered + other.delivered == first / 3);
        brief.consume(9 - first);
        CHECK(account.delivered == 2);
        CHECK(other.delivered == 1);
        CHECK(account.queued + other.queued == 0);
    }
}

TEST_CASE_METHOD(box_fixture, "what finds no room waits in the history", "[broadcast]") {
    box.go_live();
    const std::string payload(100'000, 'x');
    for (std::uint64_t at = 1; at <= 5; ++at)
        box.deliver({frame(payload), offset{at}, 1, &account});
    REQUIRE_FALSE(box.is_live());
    CHECK(box.account().matched == 5);
    CHECK(box.account().queued + box.account().waiting() == 5);
    CHECK(box.account().waiting() > 0);
}

TEST_CASE("an outbox whose socket takes what it has stays live however long a turn is",
          "[broadcast]") {
    boost::asio::io_context loop;
    flush_queue queue{loop.get_executor()};
    struct taking_target final : flush_target {
        outbox* box = nullptr;
        void flush() override { box->consume(box->bytes()); }
    } owner;
    topic_account account;
    outbox box{delivery_format::websocket_raw, limit, queue, owner};
    owner.box = &box;
    box.go_live();
    encoder raw{delivery_format::websocket_raw, epoch{1}};
    for (std::uint64_t at = 1; at <= 2000; ++at) {
        const auto said = make_message(at, "a", std::string(1000, 'x'));
        box.deliver({raw.encode(*said, account), offset{at}, 1, &account});
    }
    CHECK(box.is_live());
    CHECK(box.bytes() <= limit);
    CHECK(box.account().delivered + box.account().queued == 2000);
}
