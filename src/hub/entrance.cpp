#include "hub/entrance.hpp"

#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "async/readiness.hpp"
#include "async/send_all.hpp"
#include "async/tls_handshake.hpp"
#include "protocol/event.hpp"

#include <crier/frame.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <sys/socket.h>

#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using clock = event::clock;
using namespace std::chrono_literals;

// What is said to somebody who isn't served may take this long.
constexpr auto answer_deadline = 1s;

/// Whether the first byte is that of a TLS handshake (RFC 8446, section 5.1); also true where
/// nothing came, for the handshake to find out.
bool begins_tls(tcp::socket& socket) {
    unsigned char first = 0;
    const ssize_t bytes = ::recv(socket.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    return bytes != 1 || first == 22;
}

} // namespace

asio::awaitable<std::optional<transport>> entrance::admit(tcp::socket accepted) {
    transport connection{std::move(accepted)};
    connection.set_id(++context_.accepted);
    auto place = context_.places.take(peer_address(connection.socket()));
    if (!place) {
        // Not worth a handshake: with TLS the client sees the connection end.
        co_await turn_away(connection, place.error());
        co_return std::nullopt;
    }
    connection.keep(std::move(*place));
    if (context_.tls != nullptr) {
        const bool secured = co_await secure(connection);
        if (!secured)
            co_return std::nullopt;
    }
    co_return std::move(connection);
}

asio::awaitable<bool> entrance::secure(transport& connection) {
    using namespace asio::experimental::awaitable_operators;
    const auto deadline = clock::now() + context_.limits.set.handshake_deadline;
    event stopping_now{connection.get_executor()};
    const stopping::notifier listener{context_.stop, stopping_now};
    const auto first =
        co_await (wait_readable(connection.socket(), deadline) || stopping_now.wait());
    if (first.index() == 1)
        co_return false;
    if (!std::get<0>(first)) {
        context_.limits.reached.note(limit::handshake_deadline);
        co_return false;
    }
    if (!begins_tls(connection.socket())) {
        const refusal plain{errc::bad_request, kind_ == door::web
                                                   ? "this port speaks TLS: use https:// or wss://"
                                                   : "this port speaks TLS: connect with it"};
        co_await turn_away(connection, plain);
        co_return false;
    }
    connection.secure(kind_ == door::web ? context_.tls->accept_browser()
                                         : context_.tls->accept_publisher());
    const auto outcome = co_await (shake_hands(connection, deadline) || stopping_now.wait());
    if (outcome.index() == 1)
        co_return false;
    const auto& failure = std::get<0>(outcome);
    if (failure) {
        if (clock::now() >= deadline)
            context_.limits.reached.note(limit::handshake_deadline);
        note_turned_away(connection, {errc::unauthorized, "the TLS handshake failed: " + *failure});
    }
    co_return !failure;
}

asio::awaitable<void> entrance::turn_away(transport& connection, const refusal& why) {
    note_turned_away(connection, why);
    const std::string said = answer(why);
    std::ignore = co_await send_all(connection, said, answer_deadline);
    if (why.code != errc::too_many_connections) // those don't stay a moment longer
        co_await linger(connection);
}

/// One line a second at most: there may be thousands.
void entrance::note_turned_away(const transport& connection, const refusal& why) {
    turned_away_.add(why.code, 1);
    const auto now = clock::now();
    if (now < quiet_until_)
        return;
    quiet_until_ = now + 1s;
    context_.log.info("turned away connection={} address={} code={} reason={}", connection.id(),
                      peer_address(connection.socket()), name_of(why.code), why.message);
}

std::string entrance::answer(const refusal& why) const {
    if (kind_ == door::publish) {
        std::string out;
        error_frame error;
        error.why = why;
        append_error(out, error);
        return out;
    }
    const bool later = why.code == errc::too_many_connections;
    const std::string body = error_body(name_of(why.code), why.message);
    return std::string{later ? "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
                             : "HTTP/1.1 400 Bad Request\r\n"} +
           "Server: crier\r\nContent-Type: application/json\r\nConnection: close\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace crier
