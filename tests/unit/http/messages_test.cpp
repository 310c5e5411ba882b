#include "http/messages.hpp"

#include "http_fixture.hpp"
#include "support/catch.hpp"

#include <sstream>

using namespace crier;

namespace {

struct messages_fixture : http_fixture {
    using http_fixture::http_fixture;

    boost::json::value list(const std::string& query) {
        return boost::json::parse(read(ask({"GET", "/api/v1/messages", query})));
    }
    std::vector<boost::json::value> lines(const std::string& query) {
        http_request request{"GET", "/api/v1/messages", query};
        request.accept = "application/x-ndjson";
        auto response = ask(request);
        CHECK(response.content_type == "application/x-ndjson");
        std::istringstream text{read(std::move(response))};
        std::vector<boost::json::value> out;
        for (std::string line; std::getline(text, line);)
            out.push_back(boost::json::parse(line));
        return out;
    }
    void publish_many(const std::string& topic, int count) {
        for (int i = 0; i < count; ++i)
            publish(topic, "x");
    }
    [[nodiscard]] std::string at(int offset) const {
        return kept.epoch().text() + ":" + std::to_string(offset);
    }

    static std::vector<int> offsets(const boost::json::value& listed) {
        std::vector<int> out;
        for (const auto& message : listed.at("messages").as_array())
            out.push_back(message.at("offset").to_number<int>());
        return out;
    }
};

struct short_history : messages_fixture {
    short_history() : messages_fixture{5} {}
};

} // namespace

TEST_CASE_METHOD(messages_fixture, "a page holds up to its limit and tells where to go on",
                 "[http]") {
    CHECK(offsets(list("")).empty());
    CHECK(list("").at("next").as_string() == at(0));
    publish_many("a", 5);
    const auto first = list("limit=2");
    CHECK(offsets(first) == std::vector{1, 2});
    CHECK(first.at("next").as_string() == at(2));
    CHECK(first.at("messages").at(0).at("data") == "x");
    CHECK_FALSE(first.as_object().contains("gap"));
    CHECK(offsets(list("limit=2&since=" + at(2))) == std::vector{3, 4});
    const auto last = list("limit=2&since=4");
    CHECK(offsets(last) == std::vector{5});
    CHECK(last.at("next").as_string() == at(5));
    CHECK(list("since=" + at(5)).at("next").as_string() == at(5));
}

TEST_CASE_METHOD(messages_fixture, "without a limit there are a hundred", "[http]") {
    publish_many("a", 101);
    CHECK(list("").at("messages").as_array().size() == 100);
    CHECK(list("limit=1000").at("messages").as_array().size() == 101);
}

TEST_CASE_METHOD(messages_fixture, "a page that matches nothing moves on all the same", "[http]") {
    publish_many("a", 5000); // more than one page of the history
    publish("b", "here");
    const auto none = list("topics=c");
    CHECK(offsets(none).empty());
    CHECK(none.at("next").as_string() == at(5001));
    CHECK(offsets(list("topics=b")) == std::vector{5001});
}

TEST_CASE_METHOD(messages_fixture, "last is the last of what matches", "[http]") {
    publish_many("a", 3);
    publish_many("b", 3);
    CHECK(offsets(list("topics=a&last=2")) == std::vector{2, 3});
    CHECK(offsets(list("last=4&limit=1")) == std::vector{3});
    CHECK(list("topics=c&last=2").at("next").as_string() == at(6));
}

TEST_CASE_METHOD(messages_fixture, "a long answer ends early, and next goes on", "[http]") {
    const std::string megabyte(1U << 20U, 'x');
    for (int i = 0; i < 8; ++i)
        publish("a", megabyte);
    std::vector<int> all;
    std::string query = "limit=10";
    int answers = 0;
    for (; all.size() < 8 && answers < 8; ++answers) {
        const auto listed = list(query);
        const auto some = offsets(listed);
        REQUIRE_FALSE(some.empty());
        all.insert(all.end(), some.begin(), some.end());
        query = "limit=10&since=" + std::string{listed.at("next").as_string()};
    }
    CHECK(all == std::vector{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(answers > 1);
}

TEST_CASE_METHOD(short_history, "what is no longer kept is told as a gap", "[http]") {
    publish_many("a", 10);
    const auto listed = list("since=2");
    CHECK(offsets(listed) == std::vector{6, 7, 8, 9, 10});
    CHECK(listed.at("gap").at("after").to_number<int>() == 2);
    CHECK(listed.at("gap").at("before").to_number<int>() == 6);
    CHECK(listed.at("gap").at("reason") == "expired");
    CHECK_FALSE(list("since=0").as_object().contains("gap"));
    const auto foreign = list("since=00000000000000ff:7");
    CHECK(foreign.at("gap").at("reason") == "epoch_changed");
    CHECK(offsets(foreign).front() == 6);
    const auto told = lines("since=2");
    REQUIRE(told.size() == 7);
    CHECK(told.front().at("type") == "gap");
    CHECK(told.front().at("before").to_number<int>() == 6);
}

TEST_CASE_METHOD(short_history, "what expires while lines are read is told as a gap", "[http]") {
    publish_many("a", 5);
    http_request request{"GET", "/api/v1/messages", ""};
    request.accept = "application/x-ndjson";
    auto response = ask(request);
    publish_many("a", 3);
    CHECK(read(std::move(response)).find(R"({"type":"gap","after":0,"before":4,)") == 0);
}

TEST_CASE_METHOD(messages_fixture, "lines go to the end of the history and tell the next position",
                 "[http]") {
    publish_many("a", 9000);
    publish("a", "{\n}", payload_format::json);
    const auto all = lines("");
    REQUIRE(all.size() == 9002);
    CHECK(all[0].at("offset").to_number<int>() == 1);
    CHECK(all[9000].at("data").as_object().empty());
    CHECK(all[9001].at("type") == "next");
    CHECK(all[9001].at("position").as_string() == at(9001));
    const auto some = lines("limit=3&since=10");
    REQUIRE(some.size() == 4);
    CHECK(some[3].at("position").as_string() == at(13));
    CHECK(lines("topics=none").size() == 1);
}

TEST_CASE_METHOD(messages_fixture, "lines come in bounded pieces", "[http]") {
    const std::string payload(100'000, 'x');
    for (int i = 0; i < 50; ++i)
        publish("a", payload);
    http_request request{"GET", "/api/v1/messages", ""};
    request.accept = "application/x-ndjson";
    const auto response = ask(request);
    int pieces = 0;
    for (;; ++pieces) {
        const auto piece = run_coroutine(loop, response.stream->next());
        REQUIRE(piece);
        REQUIRE(piece->size() < 500'000);
        if (piece->empty())
            break;
    }
    CHECK(pieces > 10);
}

TEST_CASE_METHOD(messages_fixture, "a hub that stops ends the lines where they are", "[http]") {
    publish_many("a", 3);
    stop.request();
    const auto told = lines("");
    REQUIRE(told.size() == 1);
    CHECK(told[0].at("position").as_string() == at(0));
}
