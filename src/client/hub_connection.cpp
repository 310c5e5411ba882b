#include "client/hub_connection.hpp"

#include "async/completion.hpp"
#include "client/dial.hpp"
#include "client/token.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <string_view>
#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

/// A hub that ends connections right after WELCOME must not be met with attempts in a tight loop: a
/// connection is useful that got something through, or lived for this long.
constexpr std::chrono::seconds useful_age{1};

/// A connection that can't be written to any more may still have something to be read: why.
constexpr std::chrono::seconds last_words{1};

constexpr auto shutting_down = "the hub is shutting down";

std::string reason(const boost::system::error_code& ec) {
    return ec == asio::error::eof ? "the hub closed the connection" : ec.message();
}

} // namespace

hub_connection::hub_connection(reconnecting& owner, const connection_options& options,
                               hello_frame hello)
    : owner_{owner},
      options_{options},
      hello_{std::move(hello)},
      decoder_{payload_bytes_default + frame_overhead_max},
      phase_{owner.executor} {}

asio::awaitable<connection_end> hub_connection::run() {
    using namespace asio::experimental::awaitable_operators;
    const auto deadline = event::clock::now() + options_.connect_deadline;
    auto token = token_of(options_);
    if (!token) {
        end(token.error().code, token.error().message);
    } else {
        hello_.token = std::move(*token);
        auto dialled = co_await dial(options_, deadline);
        if (dialled) {
            connection_.emplace(std::move(*dialled));
            co_await (read_frames() || write() || keep_alive());
        } else {
            end(dialled.error().code, dialled.error().message);
        }
    }
    connection_end ended = end_.value_or(connection_end{});
    ended.wait = wait_;
    ended.was_connected = welcomed_;
    ended.useful = useful_ || (welcomed_ && event::clock::now() - welcomed_at_ >= useful_age);
    co_return ended;
}

asio::awaitable<void> hub_connection::read_frames() {
    for (;;) {
        const auto room = decoder_.room();
        const auto into = asio::buffer(room.data(), room.size());
        const auto [ec, bytes] = co_await connection_->async_read_some(into, as_result);
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

bool hub_connection::take_frames() {
    while (!end_ && !owner_.closed()) {
        const auto next = decoder_.next();
        if (!next && welcomed_)
            end(next.error().code, "what the hub sent can't be taken: " + next.error().message);
        else if (!next)
            end(errc::bad_frame,
                "what answers doesn't speak Crier's protocol: " + next.error().message);
        else if (!*next)
            return true;
        else
            take_any(**next);
    }
    return false;
}

void hub_connection::take_any(const frame& frame) {
    if (frame.type == frame_type::welcome) {
        if (const auto parsed = parse_welcome(frame.body); is_readable(parsed))
            welcome(*parsed);
    } else if (frame.type == frame_type::error) {
        if (const auto parsed = parse_error(frame.body); is_readable(parsed))
            refused(*parsed);
    } else if (frame.type == frame_type::drain) {
        if (const auto parsed = parse_drain(frame.body); is_readable(parsed))
            drain(*parsed);
    } else if (frame.type == frame_type::ack || frame.type == frame_type::message) {
        if (welcomed_)
            take(frame);
        else
            end(errc::bad_frame,
                "the hub said " + std::string{name_of(frame.type)} + " before WELCOME");
    } // PONG has been heard; frames of a later protocol are none of our business
    if (draining_ && !awaits_answer())
        end(errc::connection_ended, shutting_down);
}

void hub_connection::welcome(const welcome_frame& welcome) {
    if (welcomed_) {
        end(errc::bad_frame, "the hub said WELCOME twice");
        return;
    }
    decoder_.allow(welcome.max_payload + frame_overhead_max);
    begin(welcome);
    if (end_)
        return;
    welcomed_ = true;
    welcomed_at_ = event::clock::now();
    phase_.notify();
    owner_.connected = true;
    owner_.to_send.notify();
    owner_.tell_connected(welcome.hub);
}

void hub_connection::drain(const drain_frame& drain) {
    draining_ = true;
    wait_ = drain.reconnect;
    phase_.notify();
}

asio::awaitable<void> hub_connection::write() {
    std::string batch;
    append_hello(batch, hello_);
    for (;;) {
        if (std::exchange(ping_due_, false))
            append_frame(batch, frame_type::ping, {});
        if (welcomed_ && !draining_)
            append_output(batch);
        if (batch.empty()) {
            const bool notified = co_await owner_.to_send.wait();
            if (!notified)
                co_return; // cancelled
            continue;
        }
        const auto all = asio::buffer(batch);
        const auto [ec, bytes] = co_await asio::async_write(*connection_, all, as_result);
        if (ec) {
            event never{owner_.executor};
            std::ignore = co_await never.wait_until(event::clock::now() + last_words);
            end(errc::connection_ended, reason(ec));
            co_return;
        }
        batch.clear();
    }
}

asio::awaitable<void> hub_connection::keep_alive() {
    const auto answer_due = event::clock::now() + options_.connect_deadline;
    const bool answered = co_await phase_.wait_until(answer_due);
    if (!answered) {
        end(errc::timeout, "the hub did not answer HELLO");
        co_return;
    }
    while (!draining_) {
        const auto next = event::clock::now() + options_.ping_interval;
        const bool changed = co_await phase_.wait_until(next);
        if (changed)
            continue;
        if (liveness_.tick() == liveness::verdict::dead) {
            end(errc::timeout, "the hub has not answered for too long");
            co_return;
        }
        ping_due_ = true;
        owner_.to_send.notify();
    }
    // What was sent is still being acknowledged; the reader ends this earlier when nothing is left.
    const auto drained_by = event::clock::now() + options_.connect_deadline;
    std::ignore = co_await phase_.wait_until(drained_by); // nobody notifies any more
    end(errc::connection_ended, shutting_down);
}

void hub_connection::end(errc code, std::string why, connection_end::next_step next) {
    if (!end_)
        end_ = connection_end{refusal{code, std::move(why)}, next, {}, false, false};
}

hello_frame hello_with(const connection_options& options) {
    hello_frame hello;
    hello.source = options.source;
    hello.token = options.token;
    return hello;
}

std::optional<refusal> check_hello(const hello_frame& hello) {
    std::string encoded;
    append_hello(encoded, hello);
    const auto parsed = parse_hello(std::string_view{encoded}.substr(frame_header_bytes + 1));
    if (!parsed)
        return parsed.error();
    return std::nullopt;
}

} // namespace crier
