#include "publish/presence.hpp"

#include "history/memory_history.hpp"
#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace crier;

namespace {

struct presence_fixture {
    boost::asio::io_context loop;
    ledger book;
    memory_history kept{loop.get_executor(), book,
                        retention{1'000'000, 1U << 30U, std::chrono::hours{1}}};
    limits allowed = [] {
        limits out;
        out.topics = 2;
        return out;
    }();
    presence present{loop.get_executor(), kept, allowed, true};

    /// What was told, in order: topic without its beginning, and state or reason.
    std::vector<std::pair<std::string, std::string>> told() {
        loop.restart();
        loop.poll();
        std::vector<std::pair<std::string, std::string>> out;
        page_request everything;
        everything.filters = filter_set{{"$hub/publishers/#"}};
        for (const auto& each : read_recent(kept.recent(), everything).messages) {
            CHECK(each->source == "hub");
            const auto said = boost::json::parse(std::string{each->payload}).as_object();
            const auto* reason = said.if_contains("reason");
            const auto& shown = reason != nullptr ? *reason : said.at("state");
            out.emplace_back(std::string{each->topic}.substr(16), shown.as_string().c_str());
        }
        return out;
    }
};

using lines = std::vector<std::pair<std::string, std::string>>;

message saying(std::string_view payload) {
    message out;
    out.topic = "a";
    out.payload = payload;
    return out;
}

} // namespace

TEST_CASE_METHOD(presence_fixture, "a source is online from its first session to its last",
                 "[publish]") {
    {
        presence::entry first{present, 1, "10.0.0.1"};
        CHECK(present.size() == 0);
        first.introduce({"press-7", "s1"}, true);
        CHECK(present.size() == 1);
        {
            presence::entry second{present, 1, "10.0.0.2"};
            second.introduce({"press-7", "s2"}, true);
            second.end("taken_over");
        }
        CHECK(told() == lines{{"press-7", "online"}, {"press-7", "online"}});
        first.end("timeout");
        first.end("connection_lost"); // what comes of it is no reason
    }
    CHECK(told() == lines{{"press-7", "online"}, {"press-7", "online"}, {"press-7", "timeout"}});
    CHECK(present.size() == 0);
}

TEST_CASE_METHOD(presence_fixture, "who only listens is not a publisher", "[publish]") {
    presence::entry listener{present, 1, "10.0.0.1"};
    listener.introduce({"screen", "made up"}, false);
    CHECK(present.size() == 0);
    const message said = saying("x");
    listener.note({"screen", "made up"}, {&said, 1});
    CHECK(told() == lines{{"screen", "online"}});
    CHECK(present.report().at(0).session.empty());
}

TEST_CASE_METHOD(presence_fixture, "who has no name is listed, but nothing is told of it",
                 "[publish]") {
    presence::entry stranger{present, 1, "10.0.0.1"};
    const std::vector<message> said{saying("four"), saying("xy")};
    stranger.note({"10.0.0.1", "made up"}, said);
    CHECK(told().empty());
    const publisher_report report = present.report().at(0);
    CHECK(report.source == "10.0.0.1");
    CHECK(report.messages == 2);
    CHECK(report.bytes == 6);
    CHECK(report.last_message.has_value());
}

TEST_CASE_METHOD(presence_fixture, "made-up sources get no topics beyond the limit", "[publish]") {
    const auto introduce = [](presence::entry& made_up, std::string source) {
        made_up.introduce({std::move(source), "s"}, true);
    };
    presence::entry one{present, 1, "10.0.0.1"};
    presence::entry two{present, 1, "10.0.0.1"};
    presence::entry three{present, 1, "10.0.0.1"};
    introduce(one, "a");
    introduce(two, "b");
    CHECK(told().size() == 2);
    introduce(three, "c");
    CHECK(told().size() == 2);
    CHECK(present.size() == 3);
}

TEST_CASE_METHOD(presence_fixture, "who doesn't come back after a restart is offline",
                 "[publish]") {
    std::optional<presence::entry> gone{std::in_place, present, 1, "10.0.0.1"};
    gone->introduce({"gone", "s"}, true);
    std::optional<presence::entry> back{std::in_place, present, 1, "10.0.0.1"};
    back->introduce({"back", "s"}, true);
    CHECK(told().size() == 2);
    present.silence(); // as a hub that is killed
    gone.reset();
    back.reset();
    CHECK(told().size() == 2);

    presence next{loop.get_executor(), kept, allowed, true};
    presence::entry again{next, 1, "10.0.0.1"};
    again.introduce({"back", "s"}, true);
    run_coroutine(loop, next.settle());
    CHECK(told() == lines{{"gone", "online"},
                          {"back", "online"},
                          {"back", "online"},
                          {"gone", "hub_restarted"}});
    run_coroutine(loop, next.settle()); // it is said once
    CHECK(told().size() == 4);
}
