#include <crier/publisher.hpp>

#include "async/event.hpp"
#include "client/backoff.hpp"
#include "client/dial.hpp"
#include "client/publisher_connection.hpp"
#include "client/publisher_state.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <tuple>
#include <utility>
#include <variant>

namespace crier {

namespace asio = boost::asio;

namespace {

using state_ptr = std::shared_ptr<publisher_state>;

const refusal was_closed{errc::closed, "the publisher was closed"};

asio::awaitable<connection_end> connect_once(publisher_state& state) {
    if (state.session.empty())
        state.session = random_id();
    const auto deadline = event::clock::now() + state.options.connect_deadline;
    auto dialled = co_await dial(state.options.host, state.options.port, deadline);
    if (!dialled)
        co_return connection_end{
            dialled.error(), connection_end::next_step::retry, {}, false, false};
    publisher_connection connection{state, std::move(*dialled)};
    co_return co_await connection.run();
}

/// Tells the program, and how long to wait before the next attempt.
std::chrono::milliseconds set_back(const publisher_state& state, const connection_end& ended,
                                   backoff& delays) {
    if (ended.useful)
        delays.reset();
    publisher_setback setback;
    setback.why = ended.why;
    setback.was_connected = ended.was_connected;
    if (ended.next == connection_end::next_step::retry)
        setback.retry_in = ended.wait + delays.next();
    setback.attempts = ended.was_connected ? 0 : delays.failures();
    if (state.handlers.disconnected)
        state.handlers.disconnected(setback);
    return setback.retry_in;
}

asio::awaitable<refusal> keep_connected(publisher_state& state) {
    using namespace asio::experimental::awaitable_operators;
    backoff delays{state.options.backoff_base, state.options.backoff_cap, random_bits()};
    while (!state.closed) {
        const auto first = co_await (connect_once(state) || state.closing.wait());
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (state.closed || cancellation.cancelled() != asio::cancellation_type::none)
            break;
        const connection_end& ended = std::get<0>(first);
        if (ended.next == connection_end::next_step::give_up)
            co_return ended.why;
        const auto wait = set_back(state, ended, delays);
        if (wait.count() > 0) {
            const auto until = event::clock::now() + wait;
            std::ignore = co_await state.closing.wait_until(until); // the loop asks why
        }
        const auto still = co_await asio::this_coro::cancellation_state;
        if (still.cancelled() != asio::cancellation_type::none)
            break;
    }
    co_return was_closed;
}

// These take a share of the state: the publisher may be destroyed while they run.

asio::awaitable<refusal> run_publisher(state_ptr state) {
    refusal why = co_await keep_connected(*state);
    state->connected = false;
    state->ended = true;
    state->settled.notify();
    co_return why;
}

asio::awaitable<bool> flush(state_ptr state, event::clock::time_point deadline) {
    while (!state->messages.empty() && !state->ended) {
        const bool notified = co_await state->settled.wait_until(deadline);
        if (!notified)
            break;
    }
    co_return state->messages.empty();
}

} // namespace

std::optional<refusal> check_options(const publisher_options& options) {
    hello_frame hello;
    hello.source = options.source;
    hello.session = options.session;
    std::string encoded;
    append_hello(encoded, hello);
    const auto parsed = parse_hello(std::string_view{encoded}.substr(frame_header_bytes + 1));
    if (!parsed)
        return parsed.error();
    return std::nullopt;
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
    if (state_->closed || state_->ended)
        return was_closed;
    if (auto wrong = check_publish(topic, format, payload, state_->payload_bytes_max))
        return *wrong;
    waiting_message message;
    message.format = format;
    message.sent_at = std::chrono::floor<timestamp::duration>(std::chrono::system_clock::now());
    message.topic = topic;
    message.payload = payload;
    const auto number = state_->messages.push(std::move(message));
    if (!number) {
        return refusal{errc::buffer_full, std::to_string(state_->messages.size()) +
                                              " messages already wait for the hub to store them"};
    }
    state_->to_send.notify();
    return *number;
}

asio::awaitable<refusal> publisher::run() {
    return run_publisher(state_);
}

asio::awaitable<bool> publisher::flush_until(std::chrono::steady_clock::time_point deadline) {
    return flush(state_, deadline);
}

void publisher::close() {
    state_->closed = true;
    state_->closing.notify();
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

} // namespace crier
