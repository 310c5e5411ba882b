#include "http/routes.hpp"

#include "http_fixture.hpp"
#include "support/catch.hpp"

using namespace crier;

TEST_CASE_METHOD(http_fixture, "readiness ends when the hub stops, liveness doesn't", "[http]") {
    CHECK(get("/livez").status == 200);
    CHECK(get("/readyz").status == 200);
    stop.request();
    CHECK(get("/livez").status == 200);
    CHECK(get("/readyz").status == 503);
}

TEST_CASE_METHOD(http_fixture, "info tells who the hub is and what it keeps", "[http]") {
    publish("a");
    publish("a");
    const auto info = get_json("/api/v1/info");
    CHECK(info.at("name") == "hub-1");
    CHECK(info.at("epoch").as_string() == kept.epoch().text());
    CHECK(info.at("history") == "memory");
    CHECK(info.at("oldest_offset").to_number<int>() == 1);
    CHECK(info.at("last_offset").to_number<int>() == 2);
    CHECK(info.at("messages_kept").to_number<int>() == 2);
    CHECK(info.at("publishers").to_number<int>() == 3);
    CHECK(info.at("subscribers").to_number<int>() == 4);
    CHECK(info.at("limits").at("payload_bytes").to_number<int>() == 1024);
}

TEST_CASE_METHOD(http_fixture, "topics are told by name with their counts", "[http]") {
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

TEST_CASE_METHOD(http_fixture, "the page comes with a strict policy and an etag", "[http]") {
    const auto page = get("/");
    CHECK(page.status == 200);
    CHECK(header(page, "Content-Security-Policy").find("default-src 'none'") == 0);
    const auto again = get("/", header(page, "ETag"));
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(get("/", "\"other\"").status == 200);
}

TEST_CASE_METHOD(http_fixture, "the page may speak with the hubs that it may go on at", "[http]") {
    context.hubs = {"https://b.example", "http://c.example:8080"};
    CHECK(header(get("/"), "Content-Security-Policy")
              .find("connect-src 'self' https://b.example wss://b.example http://c.example:8080 "
                    "ws://c.example:8080;") != std::string::npos);
    CHECK(get_json("/api/v1/info").at("hubs") ==
          boost::json::value{"https://b.example", "http://c.example:8080"});
}

TEST_CASE_METHOD(http_fixture, "what isn't there is refused with a reason", "[http]") {
    CHECK(get("/nothing").status == 404);
    CHECK(get_json("/nothing").at("error").at("code") == "not_found");
    CHECK(get("/ws").status == 426);
    const auto posted = ask({"POST", "/api/v1/info", ""});
    CHECK(posted.status == 405);
    CHECK(header(posted, "Allow") == "GET, HEAD");
}

TEST_CASE_METHOD(http_fixture, "a path below another route isn't that route", "[http]") {
    CHECK(get("/livez/x").status == 404);
    CHECK(get("/api/v1/publish").status == 404);
    const auto asked = get("/api/v1/publish/a");
    CHECK(asked.status == 405);
    CHECK(header(asked, "Allow") == "POST");
}

TEST_CASE_METHOD(http_fixture, "only a payload may be as long as a payload", "[http]") {
    context.bounds.payload_bytes_max = 1U << 20U;
    CHECK(body_bytes_max("/api/v1/publish/a", context) == 1U << 20U);
    CHECK(body_bytes_max("/api/v1/info", context) == 65536);
    CHECK(body_bytes_max("/nothing", context) == 65536);
}

TEST_CASE_METHOD(http_fixture, "the header of events says what GET would bring", "[http]") {
    const auto events = ask({"HEAD", "/events", ""});
    CHECK(events.status == 200);
    CHECK(events.content_type == "text/event-stream");
}

TEST_CASE("a refusal has the status that fits its code", "[http]") {
    CHECK(error_response({errc::bad_topic, "why"}).status == 400);
    CHECK(error_response({errc::forbidden, "why"}).status == 403);
    CHECK(error_response({errc::sequence_gap, "why"}).status == 409);
    CHECK(error_response({errc::internal, "why"}).status == 503);
    CHECK(error_response({errc::internal, "why"}).body.find("\"why\"") != std::string::npos);
}
