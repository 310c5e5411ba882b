#include "client/publisher_connection.hpp"

#include "async/completion.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

// One write carries what fills the kernel's send buffer; more would only be copied twice.
constexpr std::size_t batch_bytes_max = std::size_t{128} * 1024;

std::string reason(const boost::system::error_code& ec) {
    return ec == asio::error::eof ? "the hub closed the connection" : ec.message();
}

} // namespace

publisher_connection::publisher_connection(publisher_state& state, asio::ip::tcp::socket socket)
    : state_{state},
      socket_{std::move(socket)},
      decoder_{payload_bytes_default + frame_overhead_max},
      phase_{socket_.get_executor()} {}

asio::awaitable<connection_end> publisher_connection::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await (read_frames() || write_messages() || keep_alive());
    state_.connected = false;
    connection_end ended = end_.value_or(connection_end{});
    ended.wait = wait_;
    ended.was_connected = welcomed_;
    ended.useful = useful_ || (welcomed_ && event::clock::now() - welcomed_at_ >= useful_age);
    co_return ended;
}

asio::awaitable<void> publisher_connection::read_frames() {
    for (;;) {
        const auto room = decoder_.room();
        const auto into = asio::buffer(room.data(), room.size());
        const auto [ec, bytes] = co_await socket_.async_read_some(into, as_result);
        if (ec) {
            end(errc::connection_ended, reason(ec));
            co_return;
        }
        decoder_.received(bytes);
        liveness_.heard();
        if (!take_frames())
            co_return;
    }
}

bool publisher_connection::take_frames() {
    while (!end_) {
        const auto next = decoder_.next();
        if (!next)
            end(errc::bad_frame,
                "what answers doesn't speak Crier's protocol: " + next.error().message);
        else if (!*next)
            return true;
        else
            take(**next);
    }
    return false;
}

void publisher_connection::take(const frame& frame) {
    const auto check = [this](const auto& parsed) {
        if (!parsed)
            end(errc::bad_frame, parsed.error().message);
        return parsed.has_value();
    };
    if (frame.type == frame_type::welcome) {
        if (const auto parsed = parse_welcome(frame.body); check(parsed))
            welcome(*parsed);
    } else if (frame.type == frame_type::ack) {
        if (const auto parsed = parse_ack(frame.body); check(parsed))
            acknowledged(*parsed);
    } else if (frame.type == frame_type::error) {
        if (const auto parsed = parse_error(frame.body); check(parsed))
            refused(*parsed);
    } else if (frame.type == frame_type::drain) {
        if (const auto parsed = parse_drain(frame.body); check(parsed))
            drain(*parsed);
    } // PONG has been heard; frames of a later protocol are none of our business
}

void publisher_connection::welcome(const welcome_frame& welcome) {
    if (welcomed_) {
        end(errc::bad_frame, "the hub said WELCOME twice");
        return;
    }
    state_.payload_bytes_max = welcome.max_payload;
    const std::uint64_t known = state_.messages.acknowledged();
    const auto resumption = state_.messages.resume(welcome.epoch, welcome.last_seq);
    useful_ = state_.messages.acknowledged() > known; // the connection before got something through
    if (resumption == unacknowledged::resumption::new_session) {
        begin_session("the hub's history is another than before");
        return;
    }
    const auto too_large = state_.messages.refuse_larger(welcome.max_payload);
    const refusal why{errc::bad_payload, "the payload is over this hub's limit of " +
                                             std::to_string(welcome.max_payload) + " bytes"};
    for (const std::uint64_t number : too_large) {
        if (state_.handlers.refused)
            state_.handlers.refused(number, why);
    }
    settle();
    if (!too_large.empty()) {
        begin_session("messages were dropped that were too large for this hub");
        return;
    }
    welcomed_ = true;
    welcomed_at_ = event::clock::now();
    state_.connected = true;
    phase_.notify();
    state_.to_send.notify();
    if (state_.handlers.connected)
        state_.handlers.connected(welcome.hub);
}

void publisher_connection::begin_session(const std::string& why) {
    state_.messages.begin_session();
    state_.session.clear();
    end(errc::connection_ended, why, connection_end::next_step::at_once);
}

void publisher_connection::acknowledged(const ack_frame& ack) {
    if (!welcomed_) {
        end(errc::bad_frame, "the hub said ACK before WELCOME");
        return;
    }
    state_.messages.acknowledge(ack.seq);
    useful_ = true;
    settle();
}

void publisher_connection::refused(const error_frame& error) {
    const errc code = error.why.code;
    // Of a fatal one only these two are about the message itself; sent again, it would end the next
    // connection too.
    const bool content = code == errc::bad_topic || code == errc::bad_payload;
    if (error.seq && (!error.fatal || content))
        drop(*error.seq, error.why);
    if (error.fatal) {
        end(code, error.why.message,
            can_get_better(code) ? connection_end::next_step::retry
                                 : connection_end::next_step::give_up);
    }
}

void publisher_connection::drop(std::uint64_t seq, const refusal& why) {
    const auto number = state_.messages.refuse(seq);
    settle();
    if (number && state_.handlers.refused)
        state_.handlers.refused(*number, why);
}

void publisher_connection::drain(const drain_frame& drain) {
    draining_ = true;
    wait_ = drain.reconnect;
    phase_.notify();
    settle();
}

void publisher_connection::settle() {
    if (state_.messages.empty())
        state_.settled.wake_all();
    state_.room.wake_first();
    if (draining_ && state_.messages.in_flight() == 0)
        end(errc::connection_ended, "the hub is shutting down");
}

asio::awaitable<void> publisher_connection::write_messages() {
    hello_frame hello;
    hello.source = state_.options.source;
    hello.session = state_.session;
    hello.token = state_.options.token;
    append_hello(batch_, hello);
    for (;;) {
        if (std::exchange(ping_due_, false))
            append_frame(batch_, frame_type::ping, {});
        if (welcomed_ && !draining_)
            state_.messages.append_unsent(batch_, batch_bytes_max);
        if (batch_.empty()) {
            const bool notified = co_await state_.to_send.wait();
            if (!notified)
                co_return; // cancelled
            continue;
        }
        const auto all = asio::buffer(batch_);
        const auto [ec, bytes] = co_await asio::async_write(socket_, all, as_result);
        if (ec) {
            event never{socket_.get_executor()};
            std::ignore = co_await never.wait_until(event::clock::now() + last_words);
            end(errc::connection_ended, reason(ec));
            co_return;
        }
        batch_.clear();
    }
}

asio::awaitable<void> publisher_connection::keep_alive() {
    const auto& options = state_.options;
    const auto answer_due = event::clock::now() + options.connect_deadline;
    const bool answered = co_await phase_.wait_until(answer_due);
    if (!answered) {
        end(errc::timeout, "the hub did not answer HELLO");
        co_return;
    }
    while (!draining_) {
        const bool changed =
            co_await phase_.wait_until(event::clock::now() + options.ping_interval);
        if (changed)
            continue;
        if (liveness_.tick() == liveness::verdict::dead) {
            end(errc::timeout, "the hub has not answered for too long");
            co_return;
        }
        ping_due_ = true;
        state_.to_send.notify();
    }
    // What was sent is still being acknowledged; the reader ends this earlier when nothing is left.
    const auto drained_by = event::clock::now() + options.connect_deadline;
    std::ignore = co_await phase_.wait_until(drained_by); // nobody notifies any more
    end(errc::connection_ended, "the hub is shutting down");
}

void publisher_connection::end(errc code, std::string why, connection_end::next_step next) {
    if (!end_)
        end_ = connection_end{refusal{code, std::move(why)}, next, {}, false, false};
}

} // namespace crier
