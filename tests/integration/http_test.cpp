// HTTP, against a real hub.

#include "http_calls.hpp"
#include "support/catch.hpp"

using namespace crier;

TEST_CASE("the page, the probes and the interface answer", "[integration]") {
    hub_process hub;
    CHECK(get(hub, "/").starts_with("HTTP/1.1 200"));
    CHECK(get(hub, "/livez").ends_with("\r\n\r\nok\n"));
    CHECK(get(hub, "/readyz").ends_with("\r\n\r\nready\n"));
    CHECK(get(hub, "/api/v1/info").find("\"epoch\":\"") != std::string::npos);
    CHECK(get(hub, "/api/v1/topics").ends_with("{\"topics\":[]}\n"));
}

TEST_CASE("several requests use one connection", "[integration]") {
    hub_process hub;
    tcp_client client{hub.web_port()};
    for (int i = 0; i < 3; ++i) {
        client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string answer;
        while (!answer.ends_with("\r\n\r\nok\n"))
            answer += client.receive();
    }
}

TEST_CASE("HEAD has the header of GET and no body", "[integration]") {
    hub_process hub;
    const std::string answer =
        ask(hub, "HEAD /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(answer.find("Content-Length: 3\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("what can't be served is refused with a reason", "[integration]") {
    hub_process hub;
    CHECK(get(hub, "/nothing").starts_with("HTTP/1.1 404"));
    CHECK(get(hub, "/%2e%2e/%2e%2e/etc/passwd").starts_with("HTTP/1.1 404"));
    CHECK(get(hub, "/%zz").starts_with("HTTP/1.1 400"));
    CHECK(get(hub, "/ws").starts_with("HTTP/1.1 426"));
    CHECK(ask(hub, "POST /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 405"));
    CHECK(ask(hub, "this is not HTTP\r\n\r\n").starts_with("HTTP/1.1 400"));
    CHECK(get(hub, "/", "X: " + std::string(20'000, 'x') + "\r\n").starts_with("HTTP/1.1 431"));
    CHECK(ask(hub, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
              .starts_with("HTTP/1.1 413"));
    CHECK(get(hub, "/livez").starts_with("HTTP/1.1 200"));
}

TEST_CASE("an unchanged file isn't sent again", "[integration]") {
    hub_process hub;
    const std::string page = get(hub, "/");
    const std::size_t at = page.find("ETag: ");
    REQUIRE(at != std::string::npos);
    const std::string etag = page.substr(at + 6, page.find('\r', at) - at - 6);
    const std::string again = get(hub, "/", "If-None-Match: " + etag + "\r\n");
    CHECK(again.starts_with("HTTP/1.1 304"));
    CHECK(again.ends_with("\r\n\r\n"));
}

TEST_CASE("a body that is too long is refused in words, also when it was sent already",
          "[integration]") {
    hub_process hub;
    const std::string answer = post(hub, "/livez", std::string(1'000'000, 'x'));
    CHECK(refuses(answer, 413, "too_large"));
    CHECK(json_of(answer).at("error").at("message").as_string().find("65536") !=
          boost::json::string::npos);
}

TEST_CASE("a client that waits to be told so sends its body then", "[integration]") {
    hub_process hub;
    tcp_client client{hub.web_port()};
    client.send("POST /api/v1/publish/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    std::string told;
    while (!told.ends_with("\r\n\r\n"))
        told += client.receive();
    CHECK(told == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hi");
    CHECK(client.receive_all().starts_with("HTTP/1.1 200"));
}
