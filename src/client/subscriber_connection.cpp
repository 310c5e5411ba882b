#include "client/subscriber_connection.hpp"

#include "async/completion.hpp"
#include "protocol/gap_text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

std::string reason(const boost::system::error_code& ec) {
    return ec == asio::error::eof ? "the hub closed the connection" : ec.message();
}

} // namespace

void append_subscribe(std::string& out, const subscriber_options& options,
                      const std::optional<position>& since) {
    boost::json::array topics;
    for (const std::string& filter : options.filters)
        topics.emplace_back(filter);
    boost::json::object body{{"topics", std::move(topics)}};
    if (since) {
        const std::string at = std::to_string(since->offset.value);
        body["since"] = since->epoch ? since->epoch->text() + ":" + at : at;
    } else if (options.last > 0) {
        body["last"] = options.last;
    }
    append_frame(out, frame_type::subscribe, boost::json::serialize(body));
}

subscriber_connection::subscriber_connection(subscriber_state& state, asio::ip::tcp::socket socket)
    : state_{state},
      socket_{std::move(socket)},
      decoder_{state.options.payload_bytes_max + frame_overhead_max},
      to_write_{socket_.get_executor()},
      welcome_came_{socket_.get_executor()} {}

asio::awaitable<connection_end> subscriber_connection::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await (read_frames() || write() || keep_alive());
    state_.connected = false;
    connection_end ended = end_.value_or(connection_end{});
    ended.wait = wait_;
    ended.was_connected = epoch_.has_value();
    ended.useful = useful_ || (epoch_ && event::clock::now() - welcomed_at_ >= useful_age);
    co_return ended;
}

asio::awaitable<void> subscriber_connection::read_frames() {
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

bool subscriber_connection::take_frames() {
    while (!end_ && !state_.closed()) {
        const auto next = decoder_.next();
        if (!next)
            end(next.error().code, "what the hub sent can't be taken: " + next.error().message);
        else if (!*next)
            return true;
        else
            take(**next);
    }
    return false;
}

void subscriber_connection::take(const frame& frame) {
    const auto check = [this](const auto& parsed) {
        if (!parsed)
            end(errc::bad_frame, parsed.error().message);
        return parsed.has_value();
    };
    if (frame.type == frame_type::message) {
        if (const auto parsed = parse_message(frame.body); check(parsed))
            hand_over(*parsed);
    } else if (frame.type == frame_type::welcome) {
        if (const auto parsed = parse_welcome(frame.body); check(parsed))
            welcome(*parsed);
    } else if (frame.type == frame_type::error) {
        if (const auto parsed = parse_error(frame.body); check(parsed))
            refused(*parsed);
    } else if (frame.type == frame_type::drain) {
        if (const auto parsed = parse_drain(frame.body); check(parsed)) {
            wait_ = parsed->reconnect;
            end(errc::connection_ended, "the hub is shutting down");
        }
    } // PONG has been heard; frames of a later protocol are none of our business
}

/// Whoever asks for nothing of the past begins at the hub's last offset, and by that name: should
/// the connection be cut before the first message, the next one goes on from there.
void subscriber_connection::welcome(const welcome_frame& welcome) {
    if (epoch_) {
        end(errc::bad_frame, "the hub said WELCOME twice");
        return;
    }
    epoch_ = welcome.epoch;
    welcomed_at_ = event::clock::now();
    if (!state_.reached && state_.options.last == 0)
        state_.reached = position{welcome.epoch, welcome.offset};
    std::string frames;
    append_subscribe(frames, state_.options, state_.reached);
    say(frames);
    welcome_came_.notify();
    state_.connected = true;
    if (state_.handlers.connected)
        state_.handlers.connected(welcome.hub);
}

void subscriber_connection::hand_over(const message& message) {
    if (!epoch_) {
        end(errc::bad_frame, "the hub said MESSAGE before WELCOME");
        return;
    }
    useful_ = true;
    state_.reached = position{epoch_, message.offset};
    if (state_.handlers.message)
        state_.handlers.message(message);
}

void subscriber_connection::refused(const error_frame& error) {
    const auto gap = parse_gap_text(error.why.message);
    if (!error.fatal && gap) {
        state_.reached = position{epoch_, gap->before.previous()};
        const missed_messages missed{gap->after, gap->before,
                                     gap->reason == gap_reason::epoch_changed};
        if (state_.handlers.missed)
            state_.handlers.missed(missed);
        return;
    }
    // A SUBSCRIBE that was refused would be refused again, except for the hub's own troubles.
    end(error.why.code, error.why.message,
        can_get_better(error.why.code) ? connection_end::next_step::retry
                                       : connection_end::next_step::give_up);
}

void subscriber_connection::say(const std::string& frames) {
    output_ += frames;
    to_write_.notify();
}

asio::awaitable<void> subscriber_connection::write() {
    hello_frame hello;
    hello.source = state_.options.source;
    hello.token = state_.options.token;
    append_hello(output_, hello);
    for (;;) {
        if (output_.empty()) {
            const bool notified = co_await to_write_.wait();
            if (!notified)
                co_return; // cancelled
            continue;
        }
        std::swap(output_, writing_);
        const auto all = asio::buffer(writing_);
        const auto [ec, bytes] = co_await asio::async_write(socket_, all, as_result);
        if (ec) {
            event never{socket_.get_executor()};
            std::ignore = co_await never.wait_until(event::clock::now() + last_words);
            end(errc::connection_ended, reason(ec));
            co_return;
        }
        writing_.clear();
    }
}

asio::awaitable<void> subscriber_connection::keep_alive() {
    const auto answer_due = event::clock::now() + state_.options.connect_deadline;
    const bool answered = co_await welcome_came_.wait_until(answer_due);
    if (!answered) {
        end(errc::timeout, "the hub did not answer HELLO");
        co_return;
    }
    for (;;) {
        const auto next = event::clock::now() + state_.options.ping_interval;
        std::ignore = co_await welcome_came_.wait_until(next); // nobody notifies any more
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;
        if (liveness_.tick() == liveness::verdict::dead) {
            end(errc::timeout, "the hub has not answered for too long");
            co_return;
        }
        std::string ping;
        append_frame(ping, frame_type::ping, {});
        say(ping);
    }
}

void subscriber_connection::end(errc code, std::string why, connection_end::next_step next) {
    if (!end_)
        end_ = connection_end{refusal{code, std::move(why)}, next, {}, false, false};
}

} // namespace crier
