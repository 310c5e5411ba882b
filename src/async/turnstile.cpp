#include "async/turnstile.hpp"

#include <boost/asio/post.hpp>

#include <tuple>

namespace crier {

boost::asio::awaitable<turnstile::clock::time_point> turnstile::pass() {
    if (std::exchange(passed_, true)) {
        waiter mine{executor_};
        waiting_.push_back(mine);
        std::ignore = co_await mine.turn.wait();
    } else {
        last_turn_ = {};
        turn_began_ = clock::now();
        boost::asio::post(executor_, [this] { begin_turn(); });
    }
    co_return clock::now() + last_turn_ / 2;
}

void turnstile::begin_turn() {
    passed_ = !waiting_.empty();
    if (!passed_)
        return;
    const auto now = clock::now();
    last_turn_ = now - std::exchange(turn_began_, now);
    waiter& next = waiting_.front();
    waiting_.pop_front();
    next.turn.notify(); // it goes on within this turn
    boost::asio::post(executor_, [this] { begin_turn(); });
}

} // namespace crier
