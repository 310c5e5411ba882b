// Closes that the hub begins: a client that is in the middle of sending sees why.

#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/websocket_client.hpp"

#include <csignal>

using namespace crier;
using namespace std::string_literals;

namespace {

/// A client's whole text message, with a mask of zeros, which leaves what it masks as it is.
std::string text_message(std::uint16_t bytes) {
    std::string out = "\x81\xfe"s;
    out += static_cast<char>(bytes >> 8U);
    out += static_cast<char>(bytes & 0xffU);
    out += "\0\0\0\0"s;
    return out.append(bytes, 'x');
}

/// More than what both kernels take for a peer that doesn't read.
std::string much() {
    std::string out;
    while (out.size() < 24U << 20U)
        out += text_message(60'000);
    return out;
}

struct wrong {
    const char* what;
    std::string bytes;
    int code;
};

std::vector<wrong> wrongs() {
    return {
        {"a message that is too big", "\x81\xff\0\0\0\0\1\0\0\0\0\0\0\0"s, 1009},
        {"a frame without a mask", "\x81\1x"s, 1002},
        {"a reserved opcode", "\x83\x80\0\0\0\0"s, 1002},
        {"text that is not UTF-8", "\x81\x81\0\0\0\0\xff"s, 1007},
        {"a binary message", "\x82\x81\0\0\0\0x"s, 1003},
    };
}

} // namespace

// The socket was closed with most of it unread: the kernel then resets the connection, and a close
// frame that hasn't been read yet is thrown away.
TEST_CASE("a client that does wrong and sends on is told why", "[integration]") {
    const hub_process hub;
    const std::string more = much();
    for (const auto& [what, bytes, code] : wrongs()) {
        INFO(what);
        websocket_client reader{hub.web_port(), "/ws"};
        REQUIRE_NOTHROW(reader.send_bytes(bytes + more));
        CHECK(reader.expect_close() == code);
    }
}

TEST_CASE("a client that sends while the hub stops is told to come back", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws"};
    reader.next_event("live");
    const std::string more = much();
    hub.child().signal(SIGTERM);
    REQUIRE_NOTHROW(reader.send_bytes(more));
    CHECK(reader.expect_close() == 4200);
    CHECK(hub.child().wait() == 0);
}
