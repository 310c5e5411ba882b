#include "broadcast/router.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>

using namespace crier;

namespace {

struct router_fixture {
    boost::asio::io_context loop;
    flush_queue queue{loop.get_executor()};
    counting_target owner;
    ledger book;
    crier::router routes{book, epoch{1}};
    outbox raw{delivery_format::websocket_raw, 1024 * 1024, queue, owner};
    outbox raw_too{delivery_format::websocket_raw, 1024 * 1024, queue, owner};
    outbox json{delivery_format::websocket_json, 1024 * 1024, queue, owner};
    std::uint64_t next = 1;

    router_fixture() {
        for (outbox* box : {&raw, &raw_too, &json})
            box->go_live();
    }

    void publish(std::initializer_list<std::pair<const char*, const char*>> said) {
        std::vector<message_ptr> batch;
        for (const auto& [topic, payload] : said)
            batch.push_back(numbered(topic, payload));
        routes.deliver(batch);
    }

    message_ptr numbered(std::string_view topic, std::string_view payload) {
        auto said = make_message(next++, topic, payload);
        said->topic_number = book.of(topic).number;
        return said;
    }
};

} // namespace

TEST_CASE_METHOD(router_fixture, "a message reaches those who want its topic", "[broadcast]") {
    routes.subscribe(raw, "a/#");
    routes.subscribe(raw_too, "b");
    publish({{"a/x", "1"}, {"b", "2"}, {"c", "3"}, {"a", "4"}});
    CHECK(queued_bytes(raw) == "\x81\x01\x31\x81\x01\x34");
    CHECK(queued_bytes(raw_too) == "\x81\x01\x32");
    CHECK(routes.delivered() == offset{4});
}

TEST_CASE_METHOD(router_fixture, "subscribers share the bytes of a message", "[broadcast]") {
    routes.subscribe(raw, "#");
    routes.subscribe(raw_too, "a");
    publish({{"a", "1"}});
    std::array<iovec, 1> one;
    std::array<iovec, 1> other;
    CHECK(raw.gather(one) == 1);
    CHECK(raw_too.gather(other) == 1);
    CHECK(one[0].iov_base == other[0].iov_base);
}

TEST_CASE_METHOD(router_fixture, "a batch of one topic is one piece", "[broadcast]") {
    routes.subscribe(raw, "#");
    publish({{"a", "1"}, {"a", "2"}, {"a", "3"}});
    publish({{"b", "4"}});
    CHECK(queued_pieces(raw) == 1);
    CHECK(queued_bytes(raw) == "\x81\x01\x31\x81\x01\x32\x81\x01\x33\x81\x01\x34");
}

TEST_CASE_METHOD(router_fixture, "each gets the format it asked for", "[broadcast]") {
    routes.subscribe(raw, "#");
    routes.subscribe(json, "#");
    publish({{"a", "1"}});
    CHECK(queued_bytes(raw) == "\x81\x01\x31");
    CHECK(queued_bytes(json).find(R"("type":"message")") != std::string::npos);
}

TEST_CASE_METHOD(router_fixture, "a changed subscription counts from the next message on",
                 "[broadcast]") {
    publish({{"a", "1"}});
    routes.subscribe(raw, "a");
    publish({{"a", "2"}});
    routes.unsubscribe(raw, "a");
    publish({{"a", "3"}});
    routes.subscribe(raw, "+");
    publish({{"a", "4"}});
    CHECK(queued_bytes(raw) == "\x81\x01\x32\x81\x01\x34");
}

TEST_CASE_METHOD(router_fixture, "a subscriber that is full gives the offset before the message",
                 "[broadcast]") {
    outbox tiny{delivery_format::websocket_raw, 1, queue, owner};
    tiny.go_live();
    routes.subscribe(tiny, "a");
    publish({{"b", "1"}, {"a", "2"}, {"b", "3"}, {"c", "4"}});
    CHECK(tiny.is_live()); // an empty outbox takes whatever comes first
    publish({{"c", "5"}, {"c", "6"}});
    const std::string large(100'000, 'x');
    publish({{"a", large.c_str()}});
    CHECK_FALSE(tiny.is_live());
    CHECK(tiny.resume_after() == offset{6});
    routes.unsubscribe(tiny, "a");
}

TEST_CASE_METHOD(router_fixture, "a batch larger than a chunk arrives whole and in order",
                 "[broadcast]") {
    routes.subscribe(raw, "#");
    std::vector<message_ptr> batch;
    std::string expected;
    for (int i = 0; i < 500; ++i) {
        const std::string payload(i % 400 + 126, static_cast<char>('a' + i % 26));
        batch.push_back(numbered(i % 3 == 0 ? "a" : "b", payload));
        expected += "\x81\x7e";
        expected += static_cast<char>(payload.size() >> 8);
        expected += static_cast<char>(payload.size() & 0xFF);
        expected += payload;
    }
    routes.deliver(batch);
    CHECK(queued_bytes(raw) == expected);
}
