#include "async/time_wheel.hpp"

#include "async/completion.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace crier {
namespace {

// About a millisecond's work where each sends a frame.
constexpr std::size_t looked_at_in_a_turn = 100;

} // namespace

void time_wheel::add(entry& looked_at, clock::time_point when) {
    const auto slots = static_cast<std::int64_t>(slots_.size());
    const std::int64_t furthest = turned_to_ + slots;
    const std::int64_t tick =
        when > clock::time_point{tick_ * (furthest - 1)} ? furthest : tick_of(when) + 1;
    looked_at.unlink();
    slots_[static_cast<std::size_t>(std::max(tick, turned_to_ + 1) % slots)].push_back(looked_at);
}

boost::asio::awaitable<void> time_wheel::run() {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor};
    for (;;) {
        timer.expires_at(clock::time_point{tick_ * (turned_to_ + 1)});
        const auto [ec] = co_await timer.async_wait(as_result);
        if (ec)
            co_return;
        // Late by more than a round, every slot is due, each once.
        const auto slots = static_cast<std::int64_t>(slots_.size());
        const std::int64_t now = tick_of(clock::now());
        for (turned_to_ = std::max(turned_to_, now - slots); turned_to_ < now;)
            due_.splice(due_.end(), slots_[static_cast<std::size_t>(++turned_to_ % slots)]);
        while (look_at_some())
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
}

/// Whether there are more.
bool time_wheel::look_at_some() {
    const auto now = clock::now();
    for (std::size_t i = 0; i < looked_at_in_a_turn && !due_.empty(); ++i) {
        entry& first = due_.front();
        due_.pop_front();
        const auto next = first.on_time(now);
        if (next != clock::time_point::max())
            add(first, next);
    }
    return !due_.empty();
}

} // namespace crier
