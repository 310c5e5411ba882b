#include "subscribe/sse_session.hpp"

#include "async/completion.hpp"
#include "async/peer_address.hpp"
#include "subscribe/pump.hpp"
#include "subscribe/subscriber_registry.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
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
                                             "Connection: close\r\n"
                                             "\r\n";

class sse_session {
public:
    sse_session(tcp::socket socket, subscriber_context& context);

    asio::awaitable<void> run(const subscribe_request& request);

private:
    asio::awaitable<void> watch_for_end();

    subscriber_context& context_;
    std::string address_;
    pump pump_;
    plain_outbox_socket socket_;
    subscription subscription_;
    subscriber_registry::entry entry_;
};

sse_session::sse_session(tcp::socket socket, subscriber_context& context)
    : context_{context},
      address_{peer_address(socket)},
      pump_{socket.get_executor(), context, address_},
      socket_{std::move(socket), delivery_format::server_sent, context.outbox_bytes_max,
              context.flushes, pump_},
      subscription_{context.history, context.router, context.book, socket_.outbox()},
      entry_{context.registry, address_, socket_.outbox(), subscription_} {
    const auto timeout = static_cast<unsigned>(vanished_after.count());
    std::ignore = ::setsockopt(socket_.socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                               &timeout, sizeof timeout);
}

asio::awaitable<void> sse_session::run(const subscribe_request& request) {
    using namespace asio::experimental::awaitable_operators;
    context_.log.debug("subscriber connected address={} filters={}", address_,
                       request.filters.size());
    const auto retry = retry_at_least + stopping::reconnect_after();
    socket_.outbox().push(encode_frame(std::string{response_header} +
                                       "retry: " + std::to_string(retry.count()) + "\n\n"));
    pump_.greet(subscription_, 0s);
    subscription_.begin(request.filters, request.start);
    std::ignore = co_await (watch_for_end() || pump_.run(socket_, subscription_));
    boost::system::error_code ignored;
    socket_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    context_.log.debug("subscriber left address={}", address_);
}

/// The client has nothing to say; what it says all the same is thrown away.
asio::awaitable<void> sse_session::watch_for_end() {
    std::array<char, 512> unwanted;
    for (;;) {
        const auto [ec, bytes] =
            co_await socket_.socket().async_read_some(asio::buffer(unwanted), as_result);
        if (ec)
            co_return;
    }
}

} // namespace

asio::awaitable<void> run_sse_session(tcp::socket socket, subscribe_request request,
                                      subscriber_context& context) {
    sse_session session{std::move(socket), context};
    co_await session.run(request);
}

} // namespace crier
