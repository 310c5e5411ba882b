// Subscribers that don't read: the hub's memory, and what they get once they do.

#include "http_calls.hpp"
#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

#include <fstream>
#include <functional>

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

constexpr std::uint64_t numerous = 3'000; // 30 MB, far more than sockets hold

/// Messages from 1 to `numerous`; returns once all are kept.
void publish_numerous(const hub_process& hub) {
    frame_client publisher{hub.publish_port()};
    for (std::uint64_t i = 1; i < numerous; ++i)
        publisher.publish("a", payload(i), 0);
    publisher.publish("a", payload(numerous), 1);
    CHECK(publisher.expect_ack().offset.value == numerous);
}

/// Reads on after the offset `last`, to `until` or the end of the connection: where that was.
std::uint64_t read_on(websocket_client& client, std::uint64_t last, std::uint64_t until) {
    while (last < until) {
        const auto message = client.next();
        if (!message)
            break;
        const auto event = boost::json::parse(message->bytes);
        REQUIRE(event.at("type") != "gap");
        if (event.at("type") == "message")
            REQUIRE(event.at("offset").to_number<std::uint64_t>() == ++last);
    }
    return last;
}

void wait_until(const std::function<bool()>& is_true) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!is_true())
        REQUIRE(std::chrono::steady_clock::now() < until);
}

bool says_too_slow(hub_process& hub) {
    return hub.child().error_output().find("subscriber too slow") != std::string::npos;
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
// One keeps freed memory for itself, the other a shadow of every byte.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
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

TEST_CASE("a subscriber that takes nothing is closed, and resumes without a hole",
          "[integration]") {
    hub_process hub{{"--retain-bytes", "64MiB", "--write-deadline", "500ms"}};
    websocket_client stalled{hub.web_port(), "/ws"};
    const std::string epoch{stalled.next_event("welcome").at("epoch").as_string()};
    stalled.next_event("live");
    publish_numerous(hub);
    bool may_be_cut = false;
    SECTION("who reads again at once is told why") {
        wait_until([&] { return says_too_slow(hub); });
    }
    SECTION("who reads again later may find the connection cut") {
        wait_until([&] { return json_of(get(hub, "/api/v1/info")).at("subscribers") == 0; });
        may_be_cut = true; // unless the system has taken a few bytes more for it meanwhile
    }
    const std::uint64_t last = read_on(stalled, 0, numerous);
    CHECK(last < numerous);
    const std::uint16_t code = stalled.expect_close();
    if (code != 0 || !may_be_cut)
        CHECK(code == 4103);
    websocket_client again{hub.web_port(), "/ws?since=" + epoch + ":" + std::to_string(last)};
    CHECK(read_on(again, last, numerous) == numerous);
    CHECK(again.next_event().at("type") == "live");
}

TEST_CASE("who reads only a little after the write deadline is told why too", "[integration]") {
    hub_process hub{{"--retain-bytes", "64MiB", "--write-deadline", "500ms"}};
    websocket_client slow{hub.web_port(), "/ws", 64 * 1024};
    slow.next_event("live");
    publish_numerous(hub);
    wait_until([&] { return says_too_slow(hub); });
    // Room for a close frame, and not enough for the hub's end to be writable in the system's eyes.
    std::uint64_t last = read_on(slow, 0, 30);
    wait_until([&] { return json_of(get(hub, "/api/v1/info")).at("subscribers") == 0; });
    last = read_on(slow, last, numerous);
    CHECK(last < numerous);
    CHECK(slow.expect_close() == 4103);
}

TEST_CASE("a subscriber that reads slowly is not closed", "[integration]") {
    hub_process hub{{"--retain-bytes", "64MiB", "--write-deadline", "1s", "--heartbeat", "100ms"}};
    publish_numerous(hub);
    // So little at a time that the hub's end isn't writable in the system's eyes for longer.
    websocket_client slow{hub.web_port(), "/ws?since=0", 64 * 1024};
    websocket_client clock{hub.web_port(), "/ws?topics=none"};
    std::uint64_t last = 0;
    for (int beats = 0; beats < 40; ++beats) {
        clock.next_event("heartbeat");
        last = read_on(slow, last, last + 3);
    }
    CHECK(last == 120);
    CHECK_FALSE(says_too_slow(hub));
    CHECK(read_on(slow, last, numerous) == numerous);
    CHECK(slow.next_event().at("type") == "live");
}
