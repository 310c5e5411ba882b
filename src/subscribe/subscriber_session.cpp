#include "subscribe/subscriber_session.hpp"

#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "async/readiness.hpp"
#include "faults/fault_switch.hpp"
#include "protocol/clock.hpp"
#include "protocol/event.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory_resource>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

// What the last messages may take when the hub stops.
constexpr auto drain_deadline = 2s;
// What the last frame may take.
constexpr auto close_deadline = 2s;
// How often it is looked whether a subscriber may still be connected.
constexpr auto review_interval = 1s;
// How long it isn't told again that a subscriber is slow.
constexpr auto slow_note_pause = 1min;

} // namespace

subscriber_session::subscriber_session(transport connection, delivery_format format,
                                       admission admitted, subscriber_context& context)
    : stopping::listener{context.stop},
      task_group::member{context.sessions},
      context_{context},
      connection_{std::move(connection), format, context.outbox_bytes_max, context.flushes, *this},
      admitted_{std::move(admitted)},
      subscription_{context.history, context.router, context.book, connection_.outbox()},
      entry_{context.registry, connection_.stream().id(), peer_address(socket()),
             connection_.outbox(), subscription_} {}

subscriber_session::~subscriber_session() {
    context_.log.debug("subscriber left connection={} address={}", connection_id(), address());
}

void subscriber_session::begin(const subscribe_request& request) {
    context_.log.debug("subscriber connected connection={} address={} filters={}", connection_id(),
                       address(), request.filters.size());
    if (context_.faults != nullptr)
        run_through(*context_.faults);
    const auto heartbeat = std::chrono::floor<std::chrono::milliseconds>(context_.heartbeat);
    subscription_.tell(
        "welcome", welcome_event({context_.hub_name, context_.version, context_.history.epoch(),
                                  context_.history.recent().last(), ping_interval(), heartbeat}));
    subscription_.begin(request.filters, request.start);
    was_live_ = subscription_.is_live();
    context_.wheel.add(*this, on_time(clock::now()));
    wait_readable();
    if (has_work())
        attend();
}

void subscriber_session::run_through(fault_switch& faults) {
    connection_.run_through(std::make_unique<fault_line>(
        faults, connection_id(),
        fault_line::ends{.cut = [this] { cut(); },
                         .followed = [this] { return subscription_.filters(); },
                         .source =
                             [] {
                                 return std::string_view{};
                             }}));
}

// --- reading -----------------------------------------------------------------------------------

void subscriber_session::wait_readable() {
    if (waiting_ || !may_read())
        return;
    waiting_ = true;
    auto on_readable = [self = shared_from_this()](boost::system::error_code ec) {
        self->waiting_ = false;
        if (!ec)
            self->read();
    };
    if (connection_.stream().has_unread()) {
        asio::post(socket().get_executor(), [resume = std::move(on_readable)] { resume({}); });
        return;
    }
    // Asio's own allocator would give this the block of an operation that was larger, for as long
    // as the subscriber is silent.
    socket().async_wait(
        tcp::socket::wait_read,
        asio::bind_allocator(std::pmr::polymorphic_allocator<>{std::pmr::new_delete_resource()},
                             std::move(on_readable)));
}

void subscriber_session::read() {
    if (!may_read())
        return;
    std::vector<char>& buffer = context_.read_buffer;
    const auto [bytes, ec] = connection_.stream().read_now(buffer);
    if (ec && ec != asio::error::would_block) {
        end();
        return;
    }
    if (bytes > 0)
        take_input(std::span{buffer}.first(bytes));
    wait_readable();
}

void subscriber_session::go_on_reading() {
    if (may_read())
        take_input({});
    wait_readable();
}

// --- looking after it --------------------------------------------------------------------------

/// Subscribers leave one after the other, so that they don't all come back at once.
void subscriber_session::on_stop() {
    if (is_leaving())
        attend();
    else
        context_.wheel.add(*this, context_.stop.leaves_at(this));
}

bool subscriber_session::is_leaving() const noexcept {
    return context_.stop.requested() && clock::now() >= context_.stop.leaves_at(this);
}

/// Raw streams carry no heartbeat, but wait for the next one all the same.
subscriber_session::clock::time_point subscriber_session::on_time(clock::time_point now) {
    if (!is_open())
        return clock::time_point::max();
    if (is_leaving()) {
        attend();
        return clock::time_point::max();
    }
    auto next = std::min(look_after(now), review(now));
    if (context_.stop.requested())
        next = std::min(next, context_.stop.leaves_at(this));
    if (!is_open())
        return clock::time_point::max();
    // The wheel comes a tick late, and the heartbeat is the longest silence.
    const auto quiet_max = context_.heartbeat - context_.wheel.tick();
    const auto quiet_until = connection_.last_message() + quiet_max;
    if (now < quiet_until)
        return std::min(next, quiet_until);
    if (subscription_.is_live() && !connection_.blocked()) {
        const offset reached = subscription_.position();
        subscription_.tell("heartbeat", heartbeat_event(reached), reached);
        connection_.note_message();
    }
    return std::min(next, now + quiet_max);
}

subscriber_session::clock::time_point subscriber_session::review(clock::time_point now) {
    if (const auto wrong = admitted_.review(subscription_.filters(), crier::now())) {
        context_.log.info(
            "subscriber may not stay, closed connection={} address={} code={} reason={}",
            connection_id(), address(), name_of(wrong->code), wrong->message);
        close(dismissal(wrong->code));
        return clock::time_point::max();
    }
    return admitted_.is_limited() ? now + review_interval : clock::time_point::max();
}

// --- what takes time ---------------------------------------------------------------------------

void subscriber_session::attend() {
    if (ended_ || std::exchange(working_, true))
        return;
    context_.sessions.spawn(work(shared_from_this()));
}

bool subscriber_session::has_work() const {
    return !ended_ && (connection_.failure() || connection_.blocked() || closing_ ||
                       !subscription_.is_live() || is_leaving());
}

asio::awaitable<void> subscriber_session::work(std::shared_ptr<subscriber_session> self) {
    const auto executor = co_await asio::this_coro::executor;
    do {
        co_await asio::post(executor, asio::use_awaitable); // it is the others' turn
        co_await step();
    } while (has_work());
    self->was_live_ = subscription_.is_live();
    self->working_ = false;
}

asio::awaitable<void> subscriber_session::step() {
    if (connection_.failure()) {
        end();
    } else if (connection_.blocked()) {
        co_await wait_writable();
    } else if (closing_) {
        co_await linger(connection_.stream());
        end();
    } else if (is_leaving()) {
        co_await drain();
        close(farewell(ending::drained));
    } else {
        go_on_reading();
        note_slow();
        if (!subscription_.is_live() && is_open())
            co_await catch_up();
    }
}

asio::awaitable<void> subscriber_session::wait_writable() {
    if (connection_.held()) {
        co_await connection_.wait_while_held();
        connection_.unblock();
        co_return;
    }
    const auto stalled_since = connection_.stalled_since();
    const auto deadline = closing_ ? close_until_ : stalled_since + context_.write_deadline;
    const bool writable = co_await crier::wait_writable(socket(), deadline);
    connection_.unblock(); // also at the deadline: there may be room all the same
    if (writable || connection_.stalled_since() != stalled_since || !connection_.blocked())
        co_return;
    if (closing_) {
        co_await linger(connection_.stream());
        end();
    } else {
        context_.log.info("subscriber too slow, closed connection={} address={}", connection_id(),
                          address());
        close(farewell(ending::too_slow));
    }
}

asio::awaitable<void> subscriber_session::catch_up() {
    const auto until = co_await context_.turns.pass();
    do {
        const bool read = co_await subscription_.advance();
        if (!read) {
            close(farewell(ending::unreadable));
            co_return;
        }
        connection_.flush();
    } while (is_open() && !subscription_.is_live() && !connection_.blocked() &&
             clock::now() < until);
}

/// One that is now slow and now not would fill the log.
void subscriber_session::note_slow() {
    const bool live = subscription_.is_live();
    if (!std::exchange(was_live_, live) || live)
        return;
    const auto now = clock::now();
    const bool again = now < slow_noted_until_;
    if (!again)
        slow_noted_until_ = now + slow_note_pause;
    context_.log.log(again ? spdlog::level::debug : spdlog::level::info,
                     "subscriber slow, catching up connection={} address={} after={}",
                     connection_id(), address(), subscription_.position().value);
}

/// Tells the client to come back, and sends what is queued.
asio::awaitable<void> subscriber_session::drain() {
    subscription_.tell("drain", drain_event(stopping::reconnect_after()));
    const auto deadline = clock::now() + drain_deadline;
    connection_.flush();
    while (connection_.blocked() && !connection_.failure()) {
        const bool writable = co_await crier::wait_writable(socket(), deadline);
        connection_.unblock(); // also at the deadline: there may be room all the same
        if (!writable)
            break;
    }
}

void subscriber_session::close(std::string_view last_frame) {
    if (!is_open())
        return;
    closing_ = true;
    close_until_ = clock::now() + close_deadline;
    if (!last_frame.empty()) {
        outbox().close();
        outbox().push_control(encode_frame(last_frame));
    }
    attend();
}

/// The client is told nothing, not even that the connection ends in order.
void subscriber_session::cut() {
    break_off(socket());
    end();
}

void subscriber_session::end() {
    if (std::exchange(ended_, true))
        return;
    outbox().close();
    connection_.close();
}

} // namespace crier
