#pragma once

// Coroutines that wait for the same thing, in the order in which they came.

#include "async/event.hpp"

#include <list>

namespace crier {

/// A line of coroutines. A place in it outlives neither the line nor the wait.
class waiters {
public:
    /// A coroutine's place, held as long as it lives. Whoever leaves the line wakes the first, who
    /// may find that its turn has come.
    class place {
    public:
        place(waiters& line, const boost::asio::any_io_executor& executor)
            : line_{line}, self_{line.events_.emplace(line.events_.end(), executor)} {}
        ~place() {
            line_.events_.erase(self_);
            line_.wake_first();
        }
        place(const place&) = delete;
        place& operator=(const place&) = delete;

        [[nodiscard]] bool is_first() const noexcept { return self_ == line_.events_.begin(); }
        [[nodiscard]] event& woken() noexcept { return *self_; }

    private:
        waiters& line_;
        std::list<event>::iterator self_;
    };

    waiters() = default;
    waiters(const waiters&) = delete;
    waiters& operator=(const waiters&) = delete;

    void wake_first() {
        if (!events_.empty())
            events_.front().notify();
    }
    void wake_all() {
        for (event& waiting : events_)
            waiting.notify();
    }

private:
    std::list<event> events_;
};

} // namespace crier
