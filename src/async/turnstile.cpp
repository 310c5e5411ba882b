#include "async/turnstile.hpp"

#include <boost/asio/post.hpp>

#include <tuple>

namespace crier {

boost::asio::awaitable<void> turnstile::pass() {
    if (!std::exchange(passed_, true)) {
        boost::asio::post(executor_, [this] { begin_turn(); });
        co_return;
    }
    waiter mine{executor_};
    waiting_.push_back(mine);
    std::ignore = co_await mine.turn.wait();
}

void turnstile::begin_turn() {
    passed_ = !waiting_.empty();
    if (!passed_)
        return;
    waiter& next = waiting_.front();
    waiting_.pop_front();
    next.turn.notify(); // it goes on within this turn
    boost::asio::post(executor_, [this] { begin_turn(); });
}

} // namespace crier
