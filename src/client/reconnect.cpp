#include "client/reconnect.hpp"

#include "protocol/random_id.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <tuple>
#include <variant>

namespace crier {

namespace asio = boost::asio;

bool can_get_better(errc code, const connection_options& options) noexcept {
    switch (code) {
    case errc::unauthorized: // the file may have another token then
        return !options.token_file.empty();
    case errc::sequence_gap: // WELCOME says where to go on
    case errc::rate_limited:
    case errc::too_many_connections:
    case errc::timeout:
    case errc::internal:
    case errc::bad_topic: // the message is dropped
    case errc::bad_payload:
        return true;
    default:
        return false;
    }
}

reconnecting::reconnecting(const asio::any_io_executor& on, const connection_options& options)
    : executor{on},
      to_send{on},
      closing_{on},
      delays_{options.backoff_base, options.backoff_cap, random_bits()} {}

void reconnecting::close() {
    closed_ = true;
    closing_.notify();
}

asio::awaitable<refusal> reconnecting::keep_connected() {
    using namespace asio::experimental::awaitable_operators;
    while (!closed_) {
        const auto first = co_await (connect_once() || closing_.wait());
        connected = false;
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (closed_ || cancellation.cancelled() != asio::cancellation_type::none)
            break;
        const connection_end& ended = std::get<0>(first);
        if (ended.next == connection_end::next_step::give_up)
            co_return ended.why;
        const auto wait = set_back(ended);
        if (wait.count() > 0) {
            const auto until = event::clock::now() + wait;
            std::ignore = co_await closing_.wait_until(until); // the loop asks why
        }
        const auto still = co_await asio::this_coro::cancellation_state;
        if (still.cancelled() != asio::cancellation_type::none)
            break;
    }
    co_return refusal{errc::closed, "it was closed"};
}

/// Tells the program, and how long to wait before the next attempt.
std::chrono::milliseconds reconnecting::set_back(const connection_end& ended) {
    if (ended.useful)
        delays_.reset();
    setback told;
    told.why = ended.why;
    told.was_connected = ended.was_connected;
    const bool at_once = ended.next == connection_end::next_step::at_once;
    if (!at_once)
        told.retry_in = ended.wait + delays_.next();
    told.attempts = ended.was_connected || at_once ? 0 : delays_.failures();
    tell_disconnected(told);
    return told.retry_in;
}

} // namespace crier
