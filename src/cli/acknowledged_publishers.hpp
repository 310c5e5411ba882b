#pragma once

// Publishers whose messages are all to be acknowledged before the program ends.

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "cli/setback_teller.hpp"

#include <crier/publisher.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

/// One for each source, with a connection of its own. Tells how the connections fare, and gives up
/// where the hub acknowledges nothing for too long.
class acknowledged_publishers {
public:
    struct handlers {
        std::function<void(std::uint64_t number, const refusal& why)> refused;
        std::function<void(std::uint64_t number, std::optional<offset> at)>
            acknowledged; ///< or empty
        /// Or empty. Where it isn't, the hub owes the first one though nothing was published yet.
        std::function<void(const welcome_frame&)> welcomed;
        std::function<void(const refusal& why)> ended; ///< or empty: the hub won't have this source
    };

    /// `hub`: as people know it. `patience`: how long the hub may leave what it was given without
    /// an answer, also while it can't be reached.
    acknowledged_publishers(const boost::asio::any_io_executor& executor, std::string hub,
                            std::chrono::microseconds patience);
    ~acknowledged_publishers();
    acknowledged_publishers(const acknowledged_publishers&) = delete;
    acknowledged_publishers& operator=(const acknowledged_publishers&) = delete;

    /// Before run(). It lives as long as this object.
    [[nodiscard]] publisher& add(const publisher_options& options, handlers told);

    /// Runs `feed`, which publishes, until it ends or the program is told to stop, and then waits
    /// until everything is acknowledged or refused: for as long as the hub answers, and only a few
    /// seconds where we were told to stop. Where the hub won't have one of several sources, it goes
    /// on with the others. Gives why not all is acknowledged, where it isn't, but for such sources.
    /// To be awaited once.
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>>
    run(boost::asio::awaitable<void> feed);

    /// Whether `feed` was cut short.
    [[nodiscard]] bool was_stopped() const noexcept { return stopped_; }
    /// How many messages the hub has stored.
    [[nodiscard]] std::uint64_t acknowledged() const noexcept;

private:
    struct member;

    [[nodiscard]] publisher_handlers told_of(member& one);
    [[nodiscard]] bool is_teller(const member& one) const noexcept;
    [[nodiscard]] boost::asio::awaitable<void> serve(member& one);
    [[nodiscard]] boost::asio::awaitable<bool> feed_and_flush(boost::asio::awaitable<void> feed);
    [[nodiscard]] boost::asio::awaitable<void> wait_while_answered();
    [[nodiscard]] boost::asio::awaitable<void> wait_until_none_is_left();
    [[nodiscard]] boost::asio::awaitable<void> close();

    boost::asio::any_io_executor executor_;
    std::string hub_;
    std::chrono::microseconds patience_;
    setback_teller teller_;
    std::vector<std::unique_ptr<member>> members_;
    std::size_t running_ = 0;
    refusal last_ended_; ///< why the last one of those that have ended did
    event none_is_left_;
    bool stopped_ = false;
    bool closing_ = false;
    task_group group_;
};

} // namespace crier
