// Publishing over HTTP, against a real hub.

#include "http_calls.hpp"
#include "support/catch.hpp"
#include "support/websocket_client.hpp"

using namespace crier;

namespace {

std::string as(const std::string& content_type) {
    return "Content-Type: " + content_type + "\r\n";
}

std::string in_session(const std::string& session, int seq) {
    return "Crier-Source: press-7\r\nCrier-Session: " + session +
           "\r\nCrier-Seq: " + std::to_string(seq) + "\r\n";
}

int offset_in(const std::string& answer) {
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    return json_of(answer).at("offset").to_number<int>();
}

} // namespace

TEST_CASE("what is posted is stored and reaches subscribers", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws"};
    reader.next_event("live");
    CHECK(offset_in(post(hub, "/api/v1/publish/hello/a%2Fb%20c", "hi", as("text/plain"))) == 1);
    const auto text = reader.next_event();
    CHECK(text.at("topic") == "hello/a/b c");
    CHECK(text.at("data") == "hi");
    CHECK(text.at("source") == "127.0.0.1");
    CHECK(offset_in(post(hub, "/api/v1/publish/a", "{\"x\":1}",
                         as("application/json; charset=utf-8"))) == 2);
    CHECK(reader.next_event().at("data").at("x").to_number<int>() == 1);
    CHECK(offset_in(post(hub, "/api/v1/publish/a", std::string{"\0\xff", 2})) == 3);
    CHECK(reader.next_event().at("data_base64") == "AP8=");
    CHECK(offset_in(post(hub, "/api/v1/publish/a", "", as("text/plain"))) == 4);
    CHECK(reader.next_event().at("data") == "");
}

TEST_CASE("several messages use one connection", "[integration]") {
    hub_process hub;
    tcp_client client{hub.web_port()};
    for (int i = 1; i <= 3; ++i) {
        client.send(
            "POST /api/v1/publish/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
        std::string answer;
        while (!answer.ends_with("}\n"))
            answer += client.receive();
        CHECK(offset_in(answer) == i);
    }
}

TEST_CASE("what is posted again in its session is stored once", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws"};
    reader.next_event("live");
    const std::string target = "/api/v1/publish/a";
    CHECK(offset_in(post(hub, target, "one", as("text/plain") + in_session("s1", 1))) == 1);
    const std::string again = post(hub, target, "one", as("text/plain") + in_session("s1", 1));
    CHECK(offset_in(again) == 1);
    CHECK(json_of(again).at("repeated").as_bool());
    CHECK(offset_in(post(hub, target, "two", as("text/plain") + in_session("s1", 2))) == 2);
    const auto first = reader.next_event();
    CHECK(first.at("source") == "press-7");
    CHECK(first.at("seq").to_number<int>() == 1);
    CHECK(reader.next_event().at("data") == "two");
    CHECK(refuses(post(hub, target, "four", in_session("s1", 4)), 409, "sequence_gap"));
    CHECK(offset_in(post(hub, target, "three", in_session("s1", 3))) == 3);
    frame_client publisher{hub.publish_port()}; // the same session, over TCP
    std::string hello;
    append_hello(hello, {"press-7", "s1", {}});
    publisher.send(hello);
    CHECK(publisher.expect_welcome().last_seq == 3);
}

TEST_CASE("a refused message uses up no seq", "[integration]") {
    hub_process hub;
    const std::string target = "/api/v1/publish/a";
    const std::string headers = as("application/json") + in_session("s1", 1);
    CHECK(refuses(post(hub, target, "{", headers), 400, "bad_payload"));
    CHECK(offset_in(post(hub, target, "{}", headers)) == 1);
}

TEST_CASE("what can't be published is refused with the reason", "[integration]") {
    hub_process hub;
    const std::string target = "/api/v1/publish/";
    CHECK(refuses(post(hub, target, "x"), 400, "bad_topic"));
    CHECK(refuses(post(hub, target + "a%23", "x"), 400, "bad_topic"));
    CHECK(refuses(post(hub, target + "a%00", "x"), 400, "bad_topic"));
    CHECK(refuses(post(hub, target + "a%zz", "x"), 400, "bad_request"));
    CHECK(refuses(post(hub, target + "a?b", "x"), 400, "bad_request"));
    CHECK(refuses(post(hub, target + "$hub/x", "x"), 403, "forbidden"));
    CHECK(refuses(post(hub, target + "a", "\xff", as("text/plain")), 400, "bad_payload"));
    CHECK(refuses(post(hub, target + "a", "x", "Crier-Seq: 1\r\n"), 400, "bad_request"));
    CHECK(refuses(post(hub, target + "a", "x", "Crier-Source: a b\r\n"), 400, "bad_request"));
    CHECK(refuses(get(hub, target + "a"), 405, "method_not_allowed"));
    CHECK(json_of(get(hub, "/api/v1/info")).at("last_offset").to_number<int>() == 0);
}

TEST_CASE("a payload may be as long as the limit and no longer", "[integration]") {
    hub_process hub{{"--max-payload", "128KiB"}};
    const std::string target = "/api/v1/publish/a";
    CHECK(offset_in(post(hub, target, std::string(131072, 'x'))) == 1);
    CHECK(refuses(post(hub, target, std::string(131073, 'x')), 413, "too_large"));
    const std::string piece = "10000\r\n" + std::string(65536, 'x') + "\r\n";
    const std::string chunked = "POST " + target +
                                " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n";
    CHECK(offset_in(ask(hub, chunked + piece + piece + "0\r\n\r\n")) == 2);
    CHECK(refuses(ask(hub, chunked + piece + piece + "1\r\nx\r\n0\r\n\r\n"), 413, "too_large"));
}
