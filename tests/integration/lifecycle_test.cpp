// Starting, stopping, and being told how.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace crier;

namespace {

int run_refused(std::vector<std::string> arguments, std::string& said) {
    arguments.insert(arguments.begin(), hub_process::binary());
    process hub{arguments};
    const int status = hub.wait();
    said = hub.error_output();
    return status;
}

} // namespace

TEST_CASE("the ready line tells where to connect", "[integration]") {
    hub_process hub;
    CHECK(hub.ready_line() ==
          "crier-hub ready publish=127.0.0.1:" + std::to_string(hub.publish_port()) +
              " web=http://127.0.0.1:" + std::to_string(hub.web_port()));
}

TEST_CASE("SIGTERM and SIGINT drain the hub", "[integration]") {
    const int number = GENERATE(SIGTERM, SIGINT);
    hub_process hub;
    frame_client publisher{hub.publish_port()};
    publisher.publish("a", "one", 1);
    publisher.expect_ack();
    websocket_client reader{hub.web_port(), "/ws"};
    websocket_client raw{hub.web_port(), "/ws?format=raw"};
    reader.next_event("live");
    tcp_client idle{hub.web_port()};
    idle.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    idle.receive();

    hub.child().signal(number);
    const auto drain = publisher.next();
    REQUIRE(drain);
    CHECK(drain->type == frame_type::drain);
    publisher.publish("a", "sent before it knew", 2);
    CHECK(publisher.expect_ack().seq == 2);
    publisher.finish_sending();
    CHECK_FALSE(publisher.next());
    CHECK(reader.next_event("drain").at("reconnect_ms").to_number<int>() <= 1000);
    CHECK(reader.expect_close() == 4200);
    CHECK(raw.expect_close() == 4200);
    CHECK(idle.receive_all().empty());
    CHECK(hub.child().wait() == 0);
}

TEST_CASE("a hub that stops doesn't wait for those who never answer", "[integration]") {
    hub_process hub{{"--drain-timeout", "1s"}};
    const tcp_client silent_publisher{hub.publish_port()};
    tcp_client silent_browser{hub.web_port()};
    silent_browser.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    silent_browser.receive();
    hub.child().signal(SIGTERM);
    CHECK(hub.child().wait() == 0);
}

TEST_CASE("a second signal ends the hub at once", "[integration]") {
    hub_process hub{{"--drain-timeout", "1h"}};
    tcp_client silent_browser{hub.web_port()};
    silent_browser.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    while (silent_browser.receive().find("live") == std::string::npos) {
    }
    hub.child().signal(SIGTERM);
    while (silent_browser.receive().find("drain") == std::string::npos) {
    }
    hub.child().signal(SIGTERM);
    CHECK(hub.child().wait() == 128 + SIGTERM);
}

TEST_CASE("a port that is taken is said to be", "[integration]") {
    hub_process first;
    std::string said;
    const std::string taken = "127.0.0.1:" + std::to_string(first.web_port());
    CHECK(run_refused({"--publish-address", "127.0.0.1:0", "--web-address", taken}, said) == 1);
    CHECK(said.find(taken) != std::string::npos);
    CHECK(said.find("--web-address") != std::string::npos);
    CHECK(std::ranges::count(said, '\n') == 1);
}

TEST_CASE("a bad option is status 2 and one line", "[integration]") {
    std::string said;
    CHECK(run_refused({"--retain-age", "soon"}, said) == 2);
    CHECK(said.find("--retain-age") != std::string::npos);
    CHECK(std::ranges::count(said, '\n') == 1);
}

TEST_CASE("a flag wins over the environment, which wins over the file", "[integration]") {
    std::string pattern = (std::filesystem::temp_directory_path() / "crier-XXXXXX").string();
    ::close(::mkstemp(pattern.data()));
    std::ofstream{pattern} << "name = \"from-file\"\nmax-payload = \"1KiB\"\n"
                           << "heartbeat = \"100ms\"\n";
    hub_process hub{{"--config", pattern, "--name", "from-flag"},
                    {"CRIER_NAME=from-environment", "CRIER_MAX_PAYLOAD=2KiB"}};
    frame_client publisher{hub.publish_port()};
    publisher.send_frame(frame_type::hello, R"({"protocol":1})");
    const auto welcome = publisher.expect_welcome();
    CHECK(welcome.hub == "from-flag");
    CHECK(welcome.max_payload == 2048);
    websocket_client reader{hub.web_port(), "/ws"};
    reader.next_event("heartbeat");
    std::filesystem::remove(pattern);
}
