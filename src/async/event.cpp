#include "async/event.hpp"

#include "async/completion.hpp"

#include <utility>

namespace crier {

void event::notify() {
    if (std::exchange(notified_, true))
        return;
    timer_.cancel();
}

boost::asio::awaitable<bool> event::wait_until(clock::time_point deadline) {
    if (!notified_) {
        timer_.expires_at(deadline);
        // A timer that expired, a notification and a cancelled coroutine all end the wait: which
        // it was, the flag tells.
        co_await timer_.async_wait(as_result);
    }
    co_return std::exchange(notified_, false);
}

boost::asio::awaitable<bool> event::wait() {
    co_return co_await wait_until(clock::time_point::max());
}

} // namespace crier
