#include "cli/acknowledged_publishers.hpp"

#include "cli/speaking.hpp"
#include "cli/stop_request.hpp"
#include "options/units.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds look_interval{100};
constexpr std::chrono::seconds farewell_deadline{5};
constexpr std::chrono::seconds closing_time{1};

} // namespace

struct acknowledged_publishers::member {
    handlers told;
    event::clock::time_point last_answer = event::clock::now();
    bool awaits_welcome = false;
    std::optional<refusal> why_ended;
    event ended;
    std::unique_ptr<crier::publisher> publisher;

    member(const asio::any_io_executor& executor, handlers told_of)
        : told{std::move(told_of)}, awaits_welcome{told.welcomed != nullptr}, ended{executor} {}
};

acknowledged_publishers::acknowledged_publishers(const asio::any_io_executor& executor,
                                                 std::string hub,
                                                 std::chrono::microseconds patience)
    : executor_{executor},
      hub_{std::move(hub)},
      patience_{patience},
      teller_{hub_,
              [](std::string_view text) {
                  complain(text);
              }},
      none_is_left_{executor},
      group_{executor, [](const std::exception_ptr& failure) {
                 std::rethrow_exception(failure);
             }} {}

acknowledged_publishers::~acknowledged_publishers() = default;

publisher& acknowledged_publishers::add(const publisher_options& options, handlers told) {
    member& one = *members_.emplace_back(std::make_unique<member>(executor_, std::move(told)));
    one.publisher = std::make_unique<publisher>(executor_, options, told_of(one));
    return *one.publisher;
}

/// What becomes of one connection becomes of all: one of them tells it.
bool acknowledged_publishers::is_teller(const member& one) const noexcept {
    const auto first =
        std::ranges::find_if(members_, [](const auto& each) { return !each->why_ended; });
    return first != members_.end() && first->get() == &one;
}

publisher_handlers acknowledged_publishers::told_of(member& one) {
    publisher_handlers out;
    out.connected = [this, &one](const std::string& /*name*/) {
        if (is_teller(one))
            teller_.tell_connected();
    };
    out.disconnected = [this, &one](const setback& setback) {
        if (is_teller(one))
            teller_.tell(setback);
    };
    out.welcomed = [&one](const welcome_frame& welcome) {
        one.awaits_welcome = false;
        if (one.told.welcomed)
            one.told.welcomed(welcome);
    };
    out.refused = [&one](std::uint64_t number, const refusal& why) {
        one.last_answer = event::clock::now();
        one.told.refused(number, why);
    };
    out.acknowledged = [&one](std::uint64_t number, std::optional<offset> at) {
        one.last_answer = event::clock::now();
        if (one.told.acknowledged)
            one.told.acknowledged(number, at);
    };
    return out;
}

asio::awaitable<void> acknowledged_publishers::serve(member& one) {
    refusal why = co_await one.publisher->run();
    if (closing_)
        co_return;
    one.why_ended = why;
    last_ended_ = std::move(why);
    if (one.told.ended)
        one.told.ended(last_ended_);
    one.ended.notify();
    if (--running_ == 0)
        none_is_left_.notify();
}

/// Whether everything was acknowledged or refused, of the sources that the hub will have.
asio::awaitable<bool> acknowledged_publishers::feed_and_flush(asio::awaitable<void> feed) {
    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (std::move(feed) || until_told_to_stop());
    stopped_ = first.index() == 1;
    auto deadline = event::clock::time_point::max();
    if (stopped_)
        deadline = event::clock::now() + farewell_deadline;
    bool is_all = true;
    for (const auto& one : members_) {
        const bool flushed = co_await one->publisher->flush_until(deadline);
        if (flushed)
            continue;
        if (!stopped_ && !one->why_ended)
            std::ignore = co_await one->ended.wait(); // there is no other reason
        is_all = is_all && one->why_ended.has_value();
    }
    co_return is_all;
}

/// Returns once something has waited for an answer for too long.
asio::awaitable<void> acknowledged_publishers::wait_while_answered() {
    event never{executor_};
    for (;;) {
        const auto now = event::clock::now();
        auto again = now + look_interval;
        for (const auto& one : members_) {
            const bool is_owed = one->awaits_welcome || one->publisher->unacknowledged() > 0;
            if (!is_owed || one->why_ended)
                one->last_answer = now;
            if (now - one->last_answer >= patience_)
                co_return;
            again = std::min<event::clock::time_point>(again, one->last_answer + patience_);
        }
        std::ignore = co_await never.wait_until(again);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
    }
}

asio::awaitable<void> acknowledged_publishers::wait_until_none_is_left() {
    while (running_ > 0) {
        const bool notified = co_await none_is_left_.wait();
        if (!notified)
            co_return;
    }
}

asio::awaitable<void> acknowledged_publishers::close() {
    closing_ = true;
    for (const auto& one : members_)
        one->publisher->close();
    const auto deadline = event::clock::now() + closing_time;
    const bool ended = co_await group_.wait_until(deadline);
    if (ended)
        co_return;
    group_.cancel();
    std::ignore = co_await group_.wait_until(event::clock::time_point::max());
}

asio::awaitable<std::optional<refusal>> acknowledged_publishers::run(asio::awaitable<void> feed) {
    using namespace asio::experimental::awaitable_operators;
    running_ = members_.size();
    for (const auto& one : members_) {
        one->last_answer = event::clock::now();
        group_.spawn(serve(*one));
    }
    const auto first = co_await (feed_and_flush(std::move(feed)) || wait_until_none_is_left() ||
                                 wait_while_answered());
    const bool is_left = running_ > 0;
    co_await close();
    if (!is_left)
        co_return last_ended_;
    if (first.index() == 2)
        co_return refusal{errc::timeout, "it has not answered for " + duration_text(patience_)};
    if (first.index() == 0 && std::get<0>(first))
        co_return std::nullopt;
    co_return refusal{errc::timeout, "it was stopped before the hub had acknowledged all"};
}

std::uint64_t acknowledged_publishers::acknowledged() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& one : members_)
        sum += one->publisher->acknowledged();
    return sum;
}

} // namespace crier
