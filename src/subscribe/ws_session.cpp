#include "subscribe/ws_session.hpp"

#include "async/completion.hpp"
#include "async/peer_address.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/event.hpp"
#include "protocol/random_id.hpp"
#include "subscribe/outbox_stream.hpp"
#include "subscribe/subscriber.hpp"

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
using clock = event::clock;
using namespace std::chrono_literals;

constexpr auto handshake_deadline = 10s;
// A ping after this long without a byte from the client; it is dead after twice that.
constexpr auto ping_interval = 25s;
// A subscriber whose socket takes no byte for this long is closed.
constexpr auto write_deadline = 30s;
// What a polite close may take: the last messages, then the peer's answer.
constexpr auto close_deadline = 2s;
// A read buffer that was large once gives its memory back.
constexpr std::size_t read_buffer_kept = 4096;

/// Close codes of Crier's own (docs/protocol.md, "Close codes").
constexpr auto close_write_timeout = static_cast<websocket::close_code>(4103);
constexpr auto close_drain = static_cast<websocket::close_code>(4200);

/// One connection: read() takes what the client says, pump() sees to everything that is sent. The
/// first to end ends the other.
class ws_session final : public outbox_stream::watcher {
public:
    ws_session(asio::ip::tcp::socket socket, delivery_format format, subscriber_context& context);

    asio::awaitable<void> run(const subscribe_request& request,
                              const beast::http::request<beast::http::string_body>& upgrade);

private:
    asio::awaitable<void> read();
    asio::awaitable<void> pump();
    asio::awaitable<void> close(websocket::close_code code, std::string_view reason);
    asio::awaitable<void> drain();
    asio::awaitable<bool> wait_writable(clock::time_point deadline);
    asio::awaitable<void> obey(std::string_view text);
    asio::awaitable<void> publish(publish_message request, request_id id);

    void greet();
    void beat();
    void on_attention() override { wake_.notify(); }
    [[nodiscard]] outbox_stream& stream() { return ws_.next_layer(); }
    [[nodiscard]] outbox& queued() { return stream().outbox(); }

    subscriber_context& context_;
    std::string address_;
    event wake_;    ///< for pump()
    event drained_; ///< for read(), while the outbox is full
    websocket::stream<outbox_stream, false> ws_;
    subscriber subscriber_;
    stopping::listener stop_listener_;
    std::shared_ptr<append_batch> batch_; ///< made when the client first publishes
};

ws_session::ws_session(asio::ip::tcp::socket socket, delivery_format format,
                       subscriber_context& context)
    : context_{context},
      address_{peer_address(socket)},
      wake_{socket.get_executor()},
      drained_{socket.get_executor()},
      ws_{std::move(socket), format, context.outbox_bytes_max, context.flushes, *this},
      subscriber_{context.history, context.router, ws_.next_layer().outbox()},
      stop_listener_{context.stop, wake_} {
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
    greet();
    subscriber_.begin(request.filters, request.start);
    co_await (read() || pump());
    context_.log.debug("subscriber left address={}", address_);
}

void ws_session::greet() {
    const auto heartbeat = std::chrono::floor<std::chrono::milliseconds>(context_.heartbeat);
    subscriber_.tell(welcome_event({context_.hub_name, context_.version, context_.history.epoch(),
                                    context_.history.recent().last(), ping_interval, heartbeat}));
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
        while (queued().is_full())
            std::ignore = co_await drained_.wait();
    }
}

asio::awaitable<void> ws_session::obey(std::string_view text) {
    auto parsed = parse_client_message(text);
    if (const auto* refused = std::get_if<client_refusal>(&parsed)) {
        subscriber_.answer(error_event(refused->why, refused->id));
        co_return;
    }
    auto& message = std::get<client_message>(parsed);
    if (const auto* subscribe = std::get_if<subscribe_message>(&message.body)) {
        subscriber_.subscribe(*subscribe, message.id);
        wake_.notify();
    } else if (const auto* unsubscribe = std::get_if<unsubscribe_message>(&message.body)) {
        subscriber_.unsubscribe(*unsubscribe);
    } else if (auto* said = std::get_if<publish_message>(&message.body)) {
        co_await publish(std::move(*said), std::move(message.id));
    } else {
        subscriber_.answer(pong_event());
    }
}

asio::awaitable<void> ws_session::publish(publish_message request, request_id id) {
    if (const auto wrong = check_publish(request.topic, request.format, request.payload,
                                         context_.payload_bytes_max)) {
        subscriber_.answer(error_event(*wrong, id));
        co_return;
    }
    if (!batch_) {
        publisher_id who{address_, random_id()};
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
    if (committed)
        subscriber_.answer(published_event(id, batch_->outcome.last));
}

asio::awaitable<void> ws_session::pump() {
    bool was_live = false;
    for (;;) {
        if (stream().failure())
            co_return;
        if (stream().blocked()) {
            const bool writable = co_await wait_writable(stream().stalled_since() + write_deadline);
            if (!writable) {
                context_.log.info("subscriber too slow, closed address={}", address_);
                co_await close(close_write_timeout, "write_timeout");
                co_return;
            }
            stream().unblock();
            continue;
        }
        drained_.notify();
        if (context_.stop.requested()) {
            co_await drain();
            co_return;
        }
        if (std::exchange(was_live, subscriber_.is_live()) && !subscriber_.is_live()) {
            context_.log.info("subscriber slow, catching up address={} after={}", address_,
                              subscriber_.position().value);
        }
        if (!subscriber_.is_live()) {
            const bool read = co_await subscriber_.advance();
            if (!read) {
                co_await close(websocket::close_code::internal_error, "internal");
                co_return;
            }
            co_await asio::post(ws_.get_executor(), asio::use_awaitable); // the others' turn
            continue;
        }
        const auto last_message = stream().last_message();
        const bool notified = co_await wake_.wait_until(last_message + context_.heartbeat);
        if (!notified && stream().last_message() == last_message)
            beat();
    }
}

/// Raw streams carry no heartbeat, but wait for the next one all the same.
void ws_session::beat() {
    subscriber_.tell(heartbeat_event(subscriber_.position()));
    stream().note_message();
}

/// Whether the socket takes bytes again before the deadline.
asio::awaitable<bool> ws_session::wait_writable(clock::time_point deadline) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer{ws_.get_executor(), deadline};
    const auto outcome =
        co_await (stream().next_layer().async_wait(asio::socket_base::wait_write, as_result) ||
                  timer.async_wait(as_result));
    co_return outcome.index() == 0;
}

/// Tells the client to come back, sends what is queued, and closes.
asio::awaitable<void> ws_session::drain() {
    subscriber_.tell(drain_event(stopping::reconnect_after()));
    const auto deadline = clock::now() + close_deadline;
    stream().flush();
    while (stream().blocked() && !stream().failure()) {
        const bool writable = co_await wait_writable(deadline);
        if (!writable)
            break;
        stream().unblock();
    }
    co_await close(close_drain, "drain");
}

asio::awaitable<void> ws_session::close(websocket::close_code code, std::string_view reason) {
    using namespace asio::experimental::awaitable_operators;
    const websocket::close_reason why{code, beast::string_view{reason.data(), reason.size()}};
    asio::steady_timer timer{ws_.get_executor(), close_deadline};
    std::ignore = co_await (ws_.async_close(why, as_result) || timer.async_wait(as_result));
}

} // namespace

asio::awaitable<void> run_ws_session(asio::ip::tcp::socket socket,
                                     beast::http::request<beast::http::string_body> upgrade,
                                     subscribe_request request, subscriber_context& context) {
    ws_session session{std::move(socket), request.format, context};
    co_await session.run(request, upgrade);
}

} // namespace crier
