#include "client/server_sent_reader.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

struct heard_events {
    server_sent_reader reader;
    std::vector<std::string> events; ///< "type/id/data"

    bool feed(std::string_view bytes) {
        return reader.feed(bytes, [this](const server_sent_event& event) {
            events.push_back(std::string{event.type} + "/" + std::string{event.id} + "/" +
                             std::string{event.data});
            return true;
        });
    }
};

const std::string two_events = "retry: 1500\n\nid: e:1\nevent: message\ndata: {\"a\":1}\n\n"
                               ": a comment\nevent: live\ndata: one\ndata: two\n\n";

TEST_CASE("events are read whatever pieces they come in", "[client]") {
    for (std::size_t cut = 0; cut <= two_events.size(); ++cut) {
        CAPTURE(cut);
        heard_events heard;
        CHECK(heard.feed(std::string_view{two_events}.substr(0, cut)));
        CHECK(heard.feed(std::string_view{two_events}.substr(cut)));
        CHECK(heard.events == std::vector<std::string>{"message/e:1/{\"a\":1}", "live//one\ntwo"});
    }
}

TEST_CASE("carriage returns before line feeds are taken off", "[client]") {
    heard_events heard;
    CHECK(heard.feed("event: live\r\ndata: x\r\n\r\n"));
    CHECK(heard.events == std::vector<std::string>{"live//x"});
}

TEST_CASE("an event that was cut off is none", "[client]") {
    heard_events heard;
    CHECK(heard.feed("data: x\n"));
    CHECK(heard.events.empty());
}

TEST_CASE("an id without data, and empty data, are what the standard says", "[client]") {
    heard_events heard;
    CHECK(heard.feed("id: 7\n\ndata\n\ndata:y\n\n"));
    CHECK(heard.events == std::vector<std::string>{"message//", "message//y"});
}

TEST_CASE("reading ends as soon as nobody wants more", "[client]") {
    server_sent_reader reader;
    int events = 0;
    CHECK_FALSE(reader.feed("data: 1\n\ndata: 2\n\n", [&](const server_sent_event&) {
        ++events;
        return false;
    }));
    CHECK(events == 1);
}

TEST_CASE("a line without an end doesn't take all memory", "[client]") {
    heard_events heard;
    const std::string piece(1 << 20, 'x');
    int pieces = 0;
    while (pieces < 100 && heard.feed(piece))
        ++pieces;
    CHECK(pieces == 64);
}

} // namespace
} // namespace crier
