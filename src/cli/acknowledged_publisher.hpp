#pragma once

// A publisher whose messages are all to be acknowledged before the program ends.

#include "async/event.hpp"
#include "cli/setback_teller.hpp"

#include <crier/publisher.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace crier {

/// Tells how the connection fares, and gives up where the hub acknowledges nothing for too long.
class acknowledged_publisher {
public:
    struct handlers {
        std::function<void(std::uint64_t number, const refusal& why)> refused;
        std::function<void(std::uint64_t number, std::optional<offset> at)>
            acknowledged;                                   ///< or empty
        std::function<void(const welcome_frame&)> welcomed; ///< or empty
    };

    /// `hub`: as people know it. `patience`: how long the hub may leave what it was given without
    /// an answer, also while it can't be reached.
    acknowledged_publisher(const boost::asio::any_io_executor& executor,
                           const publisher_options& options, std::string hub,
                           std::chrono::microseconds patience, handlers told);
    acknowledged_publisher(const acknowledged_publisher&) = delete;
    acknowledged_publisher& operator=(const acknowledged_publisher&) = delete;

    [[nodiscard]] publisher& inner() noexcept { return publisher_; }

    /// Runs `feed`, which publishes, until it ends or the program is told to stop, and then waits
    /// until everything is acknowledged or refused: for as long as the hub answers, and only a few
    /// seconds where we were told to stop. Gives why not, where it isn't. To be awaited once.
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>>
    run(boost::asio::awaitable<void> feed);

    /// Whether the hub owes an answer though nothing was published yet: that counts as its silence.
    void expect_answer(bool expected) noexcept { expects_answer_ = expected; }

    /// Whether `feed` was cut short.
    [[nodiscard]] bool was_stopped() const noexcept { return stopped_; }

private:
    [[nodiscard]] publisher_handlers publisher_told();
    [[nodiscard]] boost::asio::awaitable<bool> feed_and_flush(boost::asio::awaitable<void> feed);
    [[nodiscard]] boost::asio::awaitable<void> wait_while_answered();

    std::string hub_;
    std::chrono::microseconds patience_;
    handlers told_;
    setback_teller teller_;
    event::clock::time_point last_answer_;
    bool stopped_ = false;
    bool expects_answer_ = false;
    publisher publisher_;
};

} // namespace crier
