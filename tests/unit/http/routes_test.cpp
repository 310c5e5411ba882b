#include "http/routes.hpp"

#include "history/memory_history.hpp"
#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <spdlog/sinks/null_sink.h>

using namespace crier;

namespace {

struct routes_fixture {
    boost::asio::io_context loop;
    memory_history kept{loop.get_executor(), retention{100, 1U << 20U, std::chrono::hours{1}}};
    stopping stop;
    web_files files{{}};
    spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    http_context context{kept,
                         stop,
                         files,
                         log,
                         "hub-1",
                         "0.0",
                         std::chrono::steady_clock::now(),
                         {1024, 2048, {100, 1U << 20U, std::chrono::hours{1}}},
                         [] {
                             return connection_counts{3, 4};
                         }};

    http_response get(std::string path, std::string etag = {}) {
        return answer({"GET", std::move(path), "", std::move(etag)}, context);
    }
    boost::json::value get_json(const std::string& path) {
        return boost::json::parse(get(path).body);
    }

    void publish(const std::string& topic) {
        const auto batch =
            std::make_shared<append_batch>(loop.get_executor(), publisher_id{"test", "s"});
        auto said = std::make_shared<message>();
        said->topic = topic;
        batch->items.push_back({0, std::move(said)});
        kept.append(batch);
        loop.restart();
        loop.poll();
    }

    static std::string header(const http_response& response, std::string_view name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name)
                return value;
        }
        return {};
    }
};

} // namespace

TEST_CASE_METHOD(routes_fixture, "readiness ends when the hub stops, liveness doesn't", "[http]") {
    CHECK(get("/livez").status == 200);
    CHECK(get("/readyz").status == 200);
    stop.request();
    CHECK(get("/livez").status == 200);
    CHECK(get("/readyz").status == 503);
}

TEST_CASE_METHOD(routes_fixture, "info tells who the hub is and what it keeps", "[http]") {
    publish("a");
    publish("a");
    const auto info = get_json("/api/v1/info");
    CHECK(info.at("name") == "hub-1");
    CHECK(info.at("epoch").as_string() == kept.epoch().text());
    CHECK(info.at("oldest_offset").to_number<int>() == 1);
    CHECK(info.at("last_offset").to_number<int>() == 2);
    CHECK(info.at("messages_kept").to_number<int>() == 2);
    CHECK(info.at("publishers").to_number<int>() == 3);
    CHECK(info.at("subscribers").to_number<int>() == 4);
    CHECK(info.at("limits").at("payload_bytes").to_number<int>() == 1024);
}

TEST_CASE_METHOD(routes_fixture, "topics are told by name with their counts", "[http]") {
    CHECK(get_json("/api/v1/topics").at("topics").as_array().empty());
    publish("b\"\n");
    publish("a");
    publish("a");
    const auto document = get_json("/api/v1/topics");
    const auto& topics = document.at("topics").as_array();
    REQUIRE(topics.size() == 2);
    CHECK(topics[0].at("topic") == "a");
    CHECK(topics[0].at("count").to_number<int>() == 2);
    CHECK(topics[0].at("last_offset").to_number<int>() == 3);
    CHECK(topics[0].at("messages_per_second").to_number<double>() > 0);
    CHECK(topics[1].at("topic") == "b\"\n");
}

TEST_CASE_METHOD(routes_fixture, "the page comes with a strict policy and an etag", "[http]") {
    const auto page = get("/");
    CHECK(page.status == 200);
    CHECK(header(page, "Content-Security-Policy").find("default-src 'none'") == 0);
    const auto again = get("/", header(page, "ETag"));
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(get("/", "\"other\"").status == 200);
}

TEST_CASE_METHOD(routes_fixture, "what isn't there is refused with a reason", "[http]") {
    CHECK(get("/nothing").status == 404);
    CHECK(get_json("/nothing").at("error").at("code") == "not_found");
    CHECK(get("/ws").status == 426);
    const auto posted = answer({"POST", "/api/v1/info", "", ""}, context);
    CHECK(posted.status == 405);
    CHECK(header(posted, "Allow") == "GET, HEAD");
}
