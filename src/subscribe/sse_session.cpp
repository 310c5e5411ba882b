#include "subscribe/sse_session.hpp"

#include "subscribe/subscriber_session.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace crier {
namespace {

using namespace std::chrono_literals;

// A client comes back after this long and a random part of a second.
constexpr auto retry_at_least = 1000ms;
// A peer that acknowledges nothing for this long has vanished: nothing is due from it that would
// show it otherwise.
constexpr std::chrono::milliseconds vanished_after = 60s;

// Nothing but the end of the connection ends the body, so that what all subscribers share can be
// sent as it is. X-Accel-Buffering is for nginx, which would hold events back.
constexpr std::string_view response_header = "HTTP/1.1 200 OK\r\n"
                                             "Server: crier\r\n"
                                             "Content-Type: text/event-stream\r\n"
                                             "Cache-Control: no-store\r\n"
                                             "X-Accel-Buffering: no\r\n"
                                             "X-Content-Type-Options: nosniff\r\n"
                                             "Connection: close\r\n";

class sse_session final : public subscriber_session {
public:
    sse_session(transport from, std::string_view header_lines, admission admitted,
                subscriber_context& context)
        : subscriber_session{std::move(from), delivery_format::server_sent, std::move(admitted),
                             context} {
        const auto timeout = static_cast<unsigned>(vanished_after.count());
        std::ignore = ::setsockopt(socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                                   &timeout, sizeof timeout);
        const auto retry = retry_at_least + stopping::reconnect_after();
        outbox().push(encode_frame(std::string{response_header}.append(header_lines) +
                                   "\r\nretry: " + std::to_string(retry.count()) + "\n\n"));
    }

private:
    [[nodiscard]] std::chrono::seconds ping_interval() const override { return 0s; }
    [[nodiscard]] std::string farewell(ending /*why*/) const override { return {}; }
    [[nodiscard]] std::string dismissal(errc /*why*/) const override { return {}; }
    /// The client has nothing to say; what it says all the same is thrown away.
    void take_input(std::span<char> /*bytes*/) override {}
    clock::time_point look_after(clock::time_point /*now*/) override {
        return clock::time_point::max();
    }
};

} // namespace

void begin_sse_session(transport connection, const subscribe_request& request,
                       std::string_view header_lines, admission admitted,
                       subscriber_context& context) {
    std::make_shared<sse_session>(std::move(connection), header_lines, std::move(admitted), context)
        ->begin(request);
}

} // namespace crier
