#include "cli/acknowledged_publisher.hpp"

#include "cli/speaking.hpp"
#include "cli/stop_request.hpp"
#include "options/units.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds look_interval{100};
constexpr std::chrono::seconds farewell_deadline{5};

} // namespace

acknowledged_publisher::acknowledged_publisher(const asio::any_io_executor& executor,
                                               const publisher_options& options, std::string hub,
                                               std::chrono::microseconds patience, handlers told)
    : hub_{std::move(hub)},
      patience_{patience},
      told_{std::move(told)},
      teller_{hub_,
              [](std::string_view text) {
                  complain(text);
              }},
      last_answer_{event::clock::now()},
      publisher_{executor, options, publisher_told()} {}

publisher_handlers acknowledged_publisher::publisher_told() {
    publisher_handlers out;
    out.connected = [this](const std::string& /*name*/) {
        teller_.tell_connected();
    };
    out.disconnected = [this](const setback& setback) {
        teller_.tell(setback);
    };
    out.welcomed = [this](const welcome_frame& welcome) {
        if (told_.welcomed)
            told_.welcomed(welcome);
    };
    out.refused = [this](std::uint64_t number, const refusal& why) {
        last_answer_ = event::clock::now();
        told_.refused(number, why);
    };
    out.acknowledged = [this](std::uint64_t number, std::optional<offset> at) {
        last_answer_ = event::clock::now();
        if (told_.acknowledged)
            told_.acknowledged(number, at);
    };
    return out;
}

/// Whether everything was acknowledged or refused.
asio::awaitable<bool> acknowledged_publisher::feed_and_flush(asio::awaitable<void> feed) {
    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (std::move(feed) || until_told_to_stop());
    stopped_ = first.index() == 1;
    auto deadline = event::clock::time_point::max();
    if (stopped_)
        deadline = event::clock::now() + farewell_deadline;
    co_return co_await publisher_.flush_until(deadline);
}

/// Returns once something has waited for an answer for too long.
asio::awaitable<void> acknowledged_publisher::wait_while_answered() {
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    for (;;) {
        const auto now = event::clock::now();
        if (publisher_.unacknowledged() == 0 && !expects_answer_)
            last_answer_ = now;
        if (now - last_answer_ >= patience_)
            co_return;
        const auto again = std::min(now + look_interval, last_answer_ + patience_);
        std::ignore = co_await never.wait_until(again);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
    }
}

asio::awaitable<std::optional<refusal>> acknowledged_publisher::run(asio::awaitable<void> feed) {
    using namespace asio::experimental::awaitable_operators;
    last_answer_ = event::clock::now();
    const auto first =
        co_await (feed_and_flush(std::move(feed)) || publisher_.run() || wait_while_answered());
    if (first.index() == 0 && std::get<0>(first))
        co_return std::nullopt;
    if (first.index() == 0)
        co_return refusal{errc::timeout, "it was stopped before the hub had acknowledged all"};
    if (first.index() == 1)
        co_return std::get<1>(first);
    co_return refusal{errc::timeout, "it has not answered for " + duration_text(patience_)};
}

} // namespace crier
