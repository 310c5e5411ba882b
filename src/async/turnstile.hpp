#pragma once

// Work that may wait, done a piece at a time.

#include "async/event.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <utility>

namespace crier {

/// Lets one coroutine through in a turn of the loop, in the order in which they came: however many
/// have a piece of work to do, everything else waits for one piece at most. It outlives them.
class turnstile {
public:
    explicit turnstile(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}
    turnstile(const turnstile&) = delete;
    turnstile& operator=(const turnstile&) = delete;

    using clock = std::chrono::steady_clock;

    /// Returns when it is the caller's turn, and until when it may go on beyond a piece: half as
    /// long as the last turn took, so that under load such work gets as much time as all other.
    [[nodiscard]] boost::asio::awaitable<clock::time_point> pass();

private:
    /// Leaves the list when its coroutine ends, whyever.
    struct waiter : boost::intrusive::list_base_hook<
                        boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
        explicit waiter(const boost::asio::any_io_executor& executor) : turn{executor} {}

        event turn;
    };

    void begin_turn();

    boost::asio::any_io_executor executor_;
    bool passed_ = false; ///< somebody, in this turn
    clock::time_point turn_began_;
    clock::duration last_turn_{};
    boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>> waiting_;
};

} // namespace crier
