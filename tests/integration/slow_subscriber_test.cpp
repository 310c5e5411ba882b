// Subscribers that don't read: the hub's memory, and what they get once they do.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

#include <fstream>

using namespace crier;

namespace {

/// Resident memory of a process, in KiB.
[[maybe_unused]] long resident_kib(pid_t id) {
    std::ifstream status{"/proc/" + std::to_string(id) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:"))
            return std::stol(line.substr(6));
    }
    return 0;
}

/// 10 kB that begin with a number.
std::string payload(std::uint64_t number) {
    std::string out = std::to_string(number);
    return out.append(10'000 - out.size(), ' ');
}

} // namespace

TEST_CASE("a subscriber that stalls costs its buffer and loses nothing", "[integration]") {
    hub_process hub{{"--retain-bytes", "64MiB", "--max-outbox", "256KiB"}};
    websocket_client stalled{hub.web_port(), "/ws?format=raw"};
    websocket_client prompt{hub.web_port(), "/ws?format=raw"};
    frame_client publisher{hub.publish_port()};
    constexpr std::uint64_t count = 3'000; // 30 MB, far more than its sockets hold
    std::uint64_t seen_by_prompt = 0;
    for (std::uint64_t i = 1; i <= count; ++i) {
        publisher.publish("a", payload(i), 0);
        if (i % 10 != 0)
            continue;
        while (seen_by_prompt < i)
            REQUIRE(prompt.next()->bytes == payload(++seen_by_prompt));
    }
#ifndef __SANITIZE_ADDRESS__                                  // which keeps freed memory for itself
    CHECK(resident_kib(hub.child().id()) < (64 + 30) * 1024); // the ring, and room for the rest
#endif
    for (std::uint64_t i = 1; i <= count; ++i)
        REQUIRE(stalled.next()->bytes == payload(i));
    publisher.publish("a", "live again", 0);
    CHECK(stalled.next()->bytes == "live again");
}

TEST_CASE("what expired while a subscriber stalled is told exactly", "[integration]") {
    hub_process hub{{"--retain-messages", "100", "--max-outbox", "64KiB"}};
    websocket_client stalled{hub.web_port(), "/ws"};
    websocket_client prompt{hub.web_port(), "/ws?format=raw"};
    frame_client publisher{hub.publish_port()};
    constexpr std::uint64_t count = 2'000;
    std::uint64_t seen_by_prompt = 0;
    for (std::uint64_t i = 1; i <= count; ++i) {
        publisher.publish("a", payload(i), 0);
        if (i % 10 != 0)
            continue;
        while (seen_by_prompt < i)
            REQUIRE(prompt.next()->bytes == payload(++seen_by_prompt));
    }
    std::uint64_t due = 1;
    std::uint64_t missed = 0;
    while (due <= count) {
        const auto event = stalled.next_event();
        if (event.at("type") == "gap") {
            CHECK(event.at("reason") == "expired");
            CHECK(event.at("after").to_number<std::uint64_t>() == due - 1);
            const auto before = event.at("before").to_number<std::uint64_t>();
            missed += before - due;
            due = before;
        } else if (event.at("type") == "message") {
            REQUIRE(event.at("offset").to_number<std::uint64_t>() == due);
            ++due;
        }
    }
    CHECK(missed > 0);
}
