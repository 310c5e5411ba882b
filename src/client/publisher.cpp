#include <crier/publisher.hpp>

#include "async/event.hpp"
#include "client/publisher_connection.hpp"
#include "client/publisher_state.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

using state_ptr = std::shared_ptr<publisher_state>;

// These take a share of the state: the publisher may be destroyed while they run.

asio::awaitable<refusal> run_publisher(state_ptr state) {
    refusal why = co_await state->keep_connected();
    state->ended = true;
    state->settled.wake_all();
    state->room.wake_all();
    co_return why;
}

asio::awaitable<bool> flush(state_ptr state, event::clock::time_point deadline) {
    waiters::place place{state->settled, state->executor};
    while (!state->messages.empty() && !state->ended) {
        const bool notified = co_await place.woken().wait_until(deadline);
        if (!notified)
            break;
    }
    co_return state->messages.empty();
}

void close_state(publisher_state& state) {
    state.close();
    state.room.wake_all();
}

asio::awaitable<std::size_t> finish_state(state_ptr state, event::clock::time_point deadline) {
    state->finishing = true;
    state->room.wake_all();
    std::ignore = co_await flush(state, deadline); // what is left says more
    close_state(*state);
    co_return state->messages.size();
}

result<std::uint64_t> take(publisher_state& state, std::string_view topic, std::string_view payload,
                           payload_format format) {
    if (state.refuses())
        return refusal{errc::closed, "the publisher was closed"};
    if (auto wrong = check_publish(topic, format, payload, state.payload_bytes_max))
        return *wrong;
    waiting_message message;
    message.format = format;
    message.sent_at = now();
    message.topic = topic;
    message.payload = payload;
    const auto number = state.messages.push(std::move(message));
    if (!number) {
        return refusal{errc::buffer_full, std::to_string(state.messages.size()) +
                                              " messages already wait for the hub to store them"};
    }
    state.to_send.notify();
    return *number;
}

asio::awaitable<result<std::uint64_t>> take_when_room(state_ptr state, std::string topic,
                                                      std::string payload, payload_format format) {
    waiters::place place{state->room, state->executor};
    for (;;) {
        if (place.is_first() || state->refuses()) {
            auto taken = take(*state, topic, payload, format);
            if (taken || taken.error().code != errc::buffer_full)
                co_return taken;
        }
        const bool notified = co_await place.woken().wait();
        if (!notified)
            co_return refusal{errc::closed, "waiting for room was cancelled"};
    }
}

} // namespace

asio::awaitable<connection_end> publisher_state::connect_once() {
    if (session.empty())
        session = random_id();
    publisher_connection connection{*this};
    co_return co_await connection.run();
}

std::optional<refusal> check_options(const publisher_options& options) {
    return check_hello(hello_with(options, options.session));
}

publisher::publisher(const asio::any_io_executor& executor, publisher_options options,
                     publisher_handlers handlers)
    : state_{std::make_shared<publisher_state>(executor, std::move(options), std::move(handlers))} {
}

publisher::~publisher() {
    close();
    state_->handlers = {}; // what they refer to may go with us
}

result<std::uint64_t> publisher::publish(std::string_view topic, std::string_view payload,
                                         payload_format format) {
    return take(*state_, topic, payload, format);
}

asio::awaitable<result<std::uint64_t>>
publisher::publish_when_room(std::string topic, std::string payload, payload_format format) {
    return take_when_room(state_, std::move(topic), std::move(payload), format);
}

asio::awaitable<refusal> publisher::run() {
    return run_publisher(state_);
}

asio::awaitable<bool> publisher::flush_until(std::chrono::steady_clock::time_point deadline) {
    return flush(state_, deadline);
}

asio::awaitable<std::size_t> publisher::finish(std::chrono::steady_clock::time_point deadline) {
    return finish_state(state_, deadline);
}

void publisher::close() {
    close_state(*state_);
}

bool publisher::is_connected() const noexcept {
    return state_->connected;
}

std::size_t publisher::unacknowledged() const noexcept {
    return state_->messages.size();
}

std::uint64_t publisher::acknowledged() const noexcept {
    return state_->messages.acknowledged();
}

const std::string& publisher::session() const noexcept {
    return state_->session;
}

std::uint64_t publisher::next_seq() const noexcept {
    return state_->messages.next_seq();
}

} // namespace crier
