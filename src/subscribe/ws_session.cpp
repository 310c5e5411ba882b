#include "subscribe/ws_session.hpp"

#include "async/completion.hpp"
#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/event.hpp"
#include "subscribe/outbox_stream.hpp"
#include "subscribe/pump.hpp"
#include "subscribe/subscriber_registry.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using namespace std::chrono_literals;

constexpr auto handshake_deadline = 10s;
// A ping after this long without a byte from the client; it is dead after twice that.
constexpr auto ping_interval = 25s;
// What a polite close may take: the peer's answer.
constexpr auto close_deadline = 2s;
// A read buffer that was large once gives its memory back.
constexpr std::size_t read_buffer_kept = 4096;

/// Close codes of Crier's own (docs/protocol.md, "Close codes").
constexpr auto close_write_timeout = static_cast<websocket::close_code>(4103);
constexpr auto close_drain = static_cast<websocket::close_code>(4200);

/// One connection: read() takes what the client says, send() sees to everything that is sent. The
/// first to end ends the other.
class ws_session {
public:
    ws_session(asio::ip::tcp::socket socket, delivery_format format, subscriber_context& context);

    asio::awaitable<void> run(const subscribe_request& request,
                              const beast::http::request<beast::http::string_body>& upgrade);

private:
    asio::awaitable<void> read();
    asio::awaitable<void> send();
    asio::awaitable<void> close(websocket::close_code code, std::string_view reason);
    asio::awaitable<void> obey(std::string_view text);
    asio::awaitable<void> publish(publish_message request, request_id id);

    subscriber_context& context_;
    std::string address_;
    pump pump_;
    websocket::stream<outbox_stream, false> ws_;
    subscription subscription_;
    subscriber_registry::entry entry_;
    std::shared_ptr<append_batch> batch_; ///< made when the client first publishes
};

ws_session::ws_session(asio::ip::tcp::socket socket, delivery_format format,
                       subscriber_context& context)
    : context_{context},
      address_{peer_address(socket)},
      pump_{socket.get_executor(), context, address_},
      ws_{std::move(socket), format, context.outbox_bytes_max, context.flushes, pump_},
      subscription_{context.history, context.router, context.book, ws_.next_layer().outbox()},
      entry_{context.registry, address_, ws_.next_layer().outbox(), subscription_} {
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = handshake_deadline;
    timeouts.idle_timeout = 2 * ping_interval;
    timeouts.keep_alive_pings = true;
    ws_.set_option(timeouts);
    ws_.set_option(websocket::stream_base::decorator(
        [](websocket::response_type& response) { response.set("Server", "crier"); }));
    // JSON may write one byte of a payload as six.
    ws_.read_message_max(context.payload_bytes_max * 6 + frame_overhead_max);
}

asio::awaitable<void>
ws_session::run(const subscribe_request& request,
                const beast::http::request<beast::http::string_body>& upgrade) {
    using namespace asio::experimental::awaitable_operators;
    const auto [ec] = co_await ws_.async_accept(upgrade, as_result);
    if (ec)
        co_return;
    context_.log.debug("subscriber connected address={} filters={}", address_,
                       request.filters.size());
    pump_.greet(subscription_, ping_interval);
    subscription_.begin(request.filters, request.start);
    co_await (read() || send());
    co_await linger(ws_.next_layer().socket());
    context_.log.debug("subscriber left address={}", address_);
}

asio::awaitable<void> ws_session::read() {
    beast::flat_buffer buffer;
    for (;;) {
        const auto [ec, bytes] = co_await ws_.async_read(buffer, as_result);
        if (ec)
            co_return;
        if (!ws_.got_text()) {
            co_await close(websocket::close_code::unknown_data, "send JSON as text messages");
            co_return;
        }
        const std::string_view text{static_cast<const char*>(buffer.cdata().data()), buffer.size()};
        co_await obey(text);
        buffer.clear();
        if (buffer.capacity() > read_buffer_kept)
            buffer.shrink_to_fit();
        co_await pump_.wait_for_room(ws_.next_layer().outbox());
    }
}

asio::awaitable<void> ws_session::obey(std::string_view text) {
    auto parsed = parse_client_message(text);
    if (const auto* refused = std::get_if<client_refusal>(&parsed)) {
        subscription_.answer(error_event(refused->why, refused->id));
        co_return;
    }
    auto& message = std::get<client_message>(parsed);
    if (const auto* subscribe = std::get_if<subscribe_message>(&message.body)) {
        const auto wrong = subscription_.add(*subscribe);
        subscription_.answer(wrong ? error_event(*wrong, message.id)
                                   : subscribed_event(subscribe->filters));
        pump_.wake();
    } else if (const auto* unsubscribe = std::get_if<unsubscribe_message>(&message.body)) {
        subscription_.remove(*unsubscribe);
        subscription_.answer(unsubscribed_event(unsubscribe->filters));
    } else if (auto* said = std::get_if<publish_message>(&message.body)) {
        co_await publish(std::move(*said), std::move(message.id));
    } else {
        subscription_.answer(pong_event());
    }
}

asio::awaitable<void> ws_session::publish(publish_message request, request_id id) {
    if (const auto wrong = check_publish(request.topic, request.format, request.payload,
                                         context_.payload_bytes_max)) {
        context_.book.refuse(request.topic, wrong->code);
        subscription_.answer(error_event(*wrong, id));
        co_return;
    }
    if (!batch_) {
        publisher_id who{address_, context_.session};
        batch_ = std::make_shared<append_batch>(ws_.get_executor(), std::move(who));
    }
    auto said = std::make_shared<message>();
    said->format = request.format;
    said->topic = std::move(request.topic);
    said->payload = std::move(request.payload);
    said->source = batch_->who.source;
    said->session = batch_->who.session;
    batch_->items.clear();
    batch_->items.push_back({0, std::move(said)});
    context_.history.append(batch_);
    const bool committed = co_await batch_->committed.wait();
    if (!committed)
        co_return;
    const append_outcome& outcome = batch_->outcome;
    subscription_.answer(outcome.stopped_by ? error_event(*outcome.stopped_by, id)
                                            : published_event(id, outcome.last));
}

asio::awaitable<void> ws_session::send() {
    const pump::ending ended = co_await pump_.run(ws_.next_layer(), subscription_);
    if (ended == pump::ending::too_slow)
        co_await close(close_write_timeout, "write_timeout");
    else if (ended == pump::ending::unreadable)
        co_await close(websocket::close_code::internal_error, "internal");
    else if (ended == pump::ending::drained)
        co_await close(close_drain, "drain");
}

asio::awaitable<void> ws_session::close(websocket::close_code code, std::string_view reason) {
    using namespace asio::experimental::awaitable_operators;
    const websocket::close_reason why{code, beast::string_view{reason.data(), reason.size()}};
    asio::steady_timer timer{ws_.get_executor(), close_deadline};
    std::ignore = co_await (ws_.async_close(why, as_result) || timer.async_wait(as_result));
    // Once more: the system calls a socket writable only once a third of its buffer is free.
    ws_.next_layer().unblock();
}

} // namespace

asio::awaitable<void> run_ws_session(asio::ip::tcp::socket socket,
                                     beast::http::request<beast::http::string_body> upgrade,
                                     subscribe_request request, subscriber_context& context) {
    ws_session session{std::move(socket), request.format, context};
    co_await session.run(request, upgrade);
}

} // namespace crier
