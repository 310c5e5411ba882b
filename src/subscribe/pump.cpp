#include "subscribe/pump.hpp"

#include "async/writable.hpp"
#include "protocol/event.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using clock = event::clock;
using namespace std::chrono_literals;

// What the last messages may take when the hub stops.
constexpr auto drain_deadline = 2s;

// How long it isn't told again that a subscriber is slow.
constexpr auto slow_note_pause = 1min;

} // namespace

pump::pump(const asio::any_io_executor& executor, subscriber_context& context, std::string address)
    : context_{context},
      address_{std::move(address)},
      wake_{executor},
      drained_{executor},
      stop_listener_{context.stop, wake_} {}

void pump::greet(subscription& reader, std::chrono::seconds ping) const {
    const auto heartbeat = std::chrono::floor<std::chrono::milliseconds>(context_.heartbeat);
    reader.tell("welcome",
                welcome_event({context_.hub_name, context_.version, context_.history.epoch(),
                               context_.history.recent().last(), ping, heartbeat}));
}

asio::awaitable<pump::ending> pump::run(outbox_socket& socket, subscription& reader) {
    for (;;) {
        if (socket.failure())
            co_return ending::failed;
        if (socket.blocked()) {
            const auto stalled_since = socket.stalled_since();
            const bool writable =
                co_await wait_writable(socket.socket(), stalled_since + context_.write_deadline);
            socket.unblock();
            if (!writable && socket.stalled_since() == stalled_since) {
                context_.log.info("subscriber too slow, closed address={}", address_);
                co_return ending::too_slow;
            }
            continue;
        }
        drained_.notify();
        if (context_.stop.requested()) {
            co_await drain(socket, reader);
            co_return ending::drained;
        }
        const bool live = reader.is_live();
        if (std::exchange(was_live_, live) && !live)
            note_slow(reader);
        if (live) {
            co_await beat_when_quiet(socket, reader);
        } else {
            const bool read = co_await catch_up(reader);
            if (!read)
                co_return ending::unreadable;
        }
    }
}

/// One that is now slow and now not would fill the log.
void pump::note_slow(const subscription& reader) {
    const auto now = clock::now();
    const bool again = now < slow_noted_until_;
    if (!again)
        slow_noted_until_ = now + slow_note_pause;
    context_.log.log(again ? spdlog::level::debug : spdlog::level::info,
                     "subscriber slow, catching up address={} after={}", address_,
                     reader.position().value);
}

/// One bounded step; then it is the others' turn.
asio::awaitable<bool> pump::catch_up(subscription& reader) {
    const bool read = co_await reader.advance();
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
    co_return read;
}

/// Raw streams carry no heartbeat, but wait for the next one all the same.
asio::awaitable<void> pump::beat_when_quiet(outbox_socket& socket, subscription& reader) {
    const auto last_message = socket.last_message();
    const bool notified = co_await wake_.wait_until(last_message + context_.heartbeat);
    if (notified || socket.last_message() != last_message)
        co_return;
    const offset reached = reader.position();
    reader.tell("heartbeat", heartbeat_event(reached), reached);
    socket.note_message();
}

/// Tells the client to come back, and sends what is queued.
asio::awaitable<void> pump::drain(outbox_socket& socket, subscription& reader) {
    reader.tell("drain", drain_event(stopping::reconnect_after()));
    const auto deadline = clock::now() + drain_deadline;
    socket.flush();
    while (socket.blocked() && !socket.failure()) {
        const bool writable = co_await wait_writable(socket.socket(), deadline);
        socket.unblock(); // also at the deadline: there may be room all the same
        if (!writable)
            break;
    }
}

asio::awaitable<void> pump::wait_for_room(const outbox& queued) {
    while (queued.is_full())
        std::ignore = co_await drained_.wait();
}

} // namespace crier
