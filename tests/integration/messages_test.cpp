// The history over HTTP, against a real hub.

#include "http_calls.hpp"
#include "support/catch.hpp"

#include <sstream>

using namespace crier;

namespace {

constexpr const char* as_lines = "Accept: application/x-ndjson\r\n";

void say(const hub_process& hub, const std::string& topic, std::uint64_t count) {
    frame_client publisher{hub.publish_port()};
    for (std::uint64_t i = 1; i <= count; ++i)
        publisher.publish(topic, std::to_string(i), i);
    while (publisher.expect_ack().seq < count) {
    }
}

std::vector<std::string> lines_of(const std::string& body) {
    std::istringstream text{body};
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);)
        out.push_back(line);
    return out;
}

/// Undoes chunked transfer (RFC 9112, section 7.1) of a whole answer that is still being received;
/// what comes after it isn't read.
std::string receive_chunked(tcp_client& client) {
    std::string read;
    const auto take_line = [&] {
        while (read.find("\r\n") == std::string::npos)
            read += client.receive();
        const std::size_t end = read.find("\r\n");
        std::string line = read.substr(0, end);
        read.erase(0, end + 2);
        return line;
    };
    bool chunked = false;
    for (std::string line = take_line(); !line.empty(); line = take_line())
        chunked = chunked || line == "Transfer-Encoding: chunked";
    REQUIRE(chunked);
    std::string out;
    for (;;) {
        const std::size_t size = std::stoul(take_line(), nullptr, 16);
        while (read.size() < size + 2)
            read += client.receive();
        out += read.substr(0, size);
        read.erase(0, size + 2);
        if (size == 0)
            break;
    }
    CHECK(read.empty());
    return out;
}

} // namespace

TEST_CASE("pages lead to the end of the history, each message once", "[integration]") {
    hub_process hub;
    say(hub, "a", 250);
    int due = 1;
    std::string since = "0";
    for (std::size_t expected : {100U, 100U, 50U, 0U}) {
        const auto page = json_of(get(hub, "/api/v1/messages?since=" + since));
        const auto& messages = page.at("messages").as_array();
        REQUIRE(messages.size() == expected);
        for (const auto& message : messages)
            CHECK(message.at("offset").to_number<int>() == due++);
        since = page.at("next").as_string().c_str();
    }
    CHECK(since.ends_with(":250"));
}

TEST_CASE("lines come in chunks, and the connection goes on", "[integration]") {
    hub_process hub;
    say(hub, "a", 5000);
    tcp_client client{hub.web_port()};
    client.send("GET /api/v1/messages HTTP/1.1\r\nHost: localhost\r\n" + std::string{as_lines} +
                "\r\n");
    const auto lines = lines_of(receive_chunked(client));
    REQUIRE(lines.size() == 5001);
    for (std::size_t i = 0; i < 5000; ++i)
        REQUIRE(boost::json::parse(lines[i]).at("offset").to_number<std::size_t>() == i + 1);
    const auto next = boost::json::parse(lines[5000]);
    CHECK(next.at("type") == "next");
    const std::string position = next.at("position").as_string().c_str();
    CHECK(position.ends_with(":5000"));
    client.send("GET /api/v1/messages?limit=7&since=4990 HTTP/1.1\r\nHost: localhost\r\n" +
                std::string{as_lines} + "\r\n");
    CHECK(lines_of(receive_chunked(client)).size() == 8);
    client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(client.receive_all().ends_with("ok\n"));
}

TEST_CASE("a client of HTTP/1.0 gets lines up to the end of the connection", "[integration]") {
    hub_process hub;
    say(hub, "a", 3);
    const std::string answer =
        ask(hub, "GET /api/v1/messages?last=2 HTTP/1.0\r\n" + std::string{as_lines} + "\r\n");
    CHECK(answer.find("chunked") == std::string::npos);
    const auto lines = lines_of(body_of(answer));
    REQUIRE(lines.size() == 3);
    CHECK(boost::json::parse(lines[0]).at("data") == "2");
    CHECK(boost::json::parse(lines[2]).at("type") == "next");
}

TEST_CASE("HEAD of lines has no body", "[integration]") {
    hub_process hub;
    const std::string answer =
        ask(hub, "HEAD /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                     std::string{as_lines} + "\r\n");
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.find("application/x-ndjson") != std::string::npos);
    CHECK(body_of(answer).empty());
}

TEST_CASE("what has expired is told", "[integration]") {
    hub_process hub{{"--retain-messages", "5"}};
    say(hub, "a", 20);
    const auto page = json_of(get(hub, "/api/v1/messages?since=10"));
    CHECK(page.at("gap").at("reason") == "expired");
    CHECK(page.at("gap").at("before").to_number<int>() == 16);
    CHECK(page.at("messages").as_array().size() == 5);
    const auto info = json_of(get(hub, "/api/v1/info"));
    CHECK(info.at("oldest_offset").to_number<int>() == 16);
    CHECK(info.at("messages_kept").to_number<int>() == 5);
}

TEST_CASE("messages that can't be listed are refused with the reason", "[integration]") {
    hub_process hub;
    CHECK(refuses(get(hub, "/api/v1/messages?limit=10001"), 400, "bad_request"));
    CHECK(refuses(get(hub, "/api/v1/messages?limit=0", as_lines), 400, "bad_request"));
    CHECK(refuses(get(hub, "/api/v1/messages?since=x"), 400, "position_unknown"));
    CHECK(refuses(get(hub, "/api/v1/messages?topics=a%2B"), 400, "bad_filter"));
    CHECK(refuses(get(hub, "/api/v1/messages?topic=a"), 400, "bad_request"));
    CHECK(refuses(post(hub, "/api/v1/messages", ""), 405, "method_not_allowed"));
}
