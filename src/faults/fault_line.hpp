#pragma once

// A connection that faults may strike.

#include "async/event.hpp"
#include "faults/byte_delay.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace crier {

class fault_switch;

/// Made for each connection of a hub that has faults, and for none of another. Its owner asks it
/// what becomes of a message, and how much may be sent when.
class fault_line : public boost::intrusive::list_base_hook<> {
public:
    using clock = std::chrono::steady_clock;

    /// What there is at its end; all of it is called as long as the line lives.
    struct ends {
        std::function<void()> cut; ///< ends the connection, at once and without a word
        std::function<std::vector<std::string>()> followed; ///< the filters that it subscribed to
        std::function<std::string_view()> source; ///< as whom it publishes; empty: it doesn't
    };
    enum class verdict { keep, lose, repeat };
    enum class way { in, out };

    fault_line(fault_switch& faults, std::uint64_t connection, ends at);
    ~fault_line();
    fault_line(const fault_line&) = delete;
    fault_line& operator=(const fault_line&) = delete;

    [[nodiscard]] std::uint64_t connection() const noexcept { return connection_; }
    [[nodiscard]] const ends& at() const noexcept { return ends_; }
    /// False where it was cut before.
    bool cut();

    /// What becomes of the message at hand on its way to this connection. A delay is remembered,
    /// and holds for what is queued next.
    [[nodiscard]] verdict judge();

    // --- for who sends without waiting

    /// So many bytes wait to be sent; how many of them may be.
    [[nodiscard]] std::size_t sendable(std::size_t queued, clock::time_point now);
    void sent(std::size_t bytes) { late_.sent(bytes); }
    /// When more of what waits may be sent, where nothing may now; else a time that has passed.
    [[nodiscard]] clock::time_point held_until() const;
    /// Returns then, or as soon as a fault has begun or ended.
    [[nodiscard]] boost::asio::awaitable<void> wait_until(clock::time_point when);

    // --- for who waits

    /// Returns once the bytes that have come, or are about to leave, may go on.
    [[nodiscard]] boost::asio::awaitable<void> pass(way direction);

    /// A fault has begun or ended.
    void on_change();

private:
    fault_switch& faults_;
    std::uint64_t connection_;
    ends ends_;
    bool cut_ = false;
    byte_delay late_;
    clock::duration next_delay_{}; ///< of what is queued next
    std::array<event, 2> changed_; ///< for who waits, one each way
};

} // namespace crier
