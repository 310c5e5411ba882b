// HTTP, against a real hub.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"

using namespace crier;

namespace {

std::string ask(const hub_process& hub, const std::string& request) {
    tcp_client client{hub.web_port()};
    client.send(request);
    return client.receive_all();
}

std::string get(const hub_process& hub, const std::string& path, const std::string& headers = {}) {
    return ask(hub,
               "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n");
}

} // namespace

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
        client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
        std::string answer;
        while (!answer.ends_with("\r\n\r\nok\n"))
            answer += client.receive();
    }
}

TEST_CASE("HEAD has the header of GET and no body", "[integration]") {
    hub_process hub;
    const std::string answer =
        ask(hub, "HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(answer.find("Content-Length: 3\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("what can't be served is refused with a reason", "[integration]") {
    hub_process hub;
    CHECK(get(hub, "/nothing").starts_with("HTTP/1.1 404"));
    CHECK(get(hub, "/%2e%2e/%2e%2e/etc/passwd").starts_with("HTTP/1.1 404"));
    CHECK(get(hub, "/%zz").starts_with("HTTP/1.1 400"));
    CHECK(get(hub, "/ws").starts_with("HTTP/1.1 426"));
    CHECK(ask(hub, "POST /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 405"));
    CHECK(ask(hub, "this is not HTTP\r\n\r\n").starts_with("HTTP/1.1 400"));
    CHECK(get(hub, "/", "X: " + std::string(20'000, 'x') + "\r\n").starts_with("HTTP/1.1 431"));
    CHECK(ask(hub, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
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
