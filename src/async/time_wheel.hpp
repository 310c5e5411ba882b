#pragma once

// Looking after very many things from time to time, for a few bytes each.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>

namespace crier {

/// What a timer each would do, but coarsely, and so that thousands that are due at the same moment
/// don't hold up everything else: they are looked at in bounded turns of the loop. It outlives its
/// entries.
class time_wheel {
    using hook = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

public:
    using clock = std::chrono::steady_clock;

    /// Something to be looked at.
    class entry : public hook {
    public:
        entry() = default;
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

        /// Its time has come, a tick ago at most unless there were many. Returns when it is to be
        /// looked at again: time_point::max() for never. It may not be destroyed within.
        virtual clock::time_point on_time(clock::time_point now) = 0;

    protected:
        ~entry() = default;
    };

    explicit time_wheel(clock::duration tick) : tick_{tick}, turned_to_{tick_of(clock::now())} {}

    [[nodiscard]] clock::duration tick() const noexcept { return tick_; }

    /// Has `looked_at` looked at from then on. One that is far off is looked at earlier, too.
    void add(entry& looked_at, clock::time_point when);

    /// Turns the wheel until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run();

private:
    using slot = boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>>;

    [[nodiscard]] std::int64_t tick_of(clock::time_point when) const noexcept {
        return when.time_since_epoch() / tick_;
    }
    [[nodiscard]] bool look_at_some();

    clock::duration tick_;
    std::int64_t turned_to_; ///< what was due by then is in due_
    std::array<slot, 64> slots_;
    slot due_;
};

} // namespace crier
