#pragma once

// A thing that happened, for one coroutine that waits for it.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace crier {

/// notify() wakes the one coroutine that waits, or the next that will; several notifications before
/// it wakes are one. It belongs to the loop's thread.
class event {
public:
    using clock = std::chrono::steady_clock;

    explicit event(const boost::asio::any_io_executor& executor) : timer_{executor} {}
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    void notify();

    /// Returns once notified (true), when the deadline has passed (false), or when the waiting
    /// coroutine is cancelled (false).
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(clock::time_point deadline);
    [[nodiscard]] boost::asio::awaitable<bool> wait();

private:
    boost::asio::steady_timer timer_;
    bool notified_ = false;
};

} // namespace crier
