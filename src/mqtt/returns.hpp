#pragma once

// What goes from the hub back to the broker.

#include "async/event.hpp"
#include "mqtt/bridge_counts.hpp"
#include "mqtt/broker_link.hpp"
#include "mqtt/mapping.hpp"

#include <crier/subscriber.hpp>

#include <spdlog/logger.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crier {

/// Follows filters in the hub and sends the broker what matches, with QoS 1: what it hasn't
/// acknowledged when a connection ends is sent again on the next. While much waits for the broker
/// the hub isn't followed; its history has the rest. It belongs to the loop's thread.
class returns {
public:
    /// No filters: it follows nothing. `since`: behind this position; nothing: from now on.
    returns(const boost::asio::any_io_executor& executor, connection_options hub,
            std::vector<std::string> filters, const std::optional<position>& since,
            const topic_mapping& mapping, spdlog::logger& logger);
    returns(const returns&) = delete;
    returns& operator=(const returns&) = delete;

    /// Follows the hub. It returns with the hub's refusal where coming back can't help.
    [[nodiscard]] boost::asio::awaitable<refusal> run();

    /// Hands the link as much as may be on its way at a time.
    void send(broker_link& link);
    /// The broker has answered one of them.
    void published(int id, int reason);
    /// What is on its way is to be sent again.
    void cut();

    /// Follows the hub no further: what waits is all that there is.
    void finish();
    /// Whether the broker has acknowledged everything.
    [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }
    [[nodiscard]] const traffic& counts() const noexcept { return counts_; }
    /// How often something was gone from the hub before it was taken.
    [[nodiscard]] std::uint64_t gaps() const noexcept { return gaps_; }
    /// Up to where the broker has everything that it is to have; nothing while that isn't known.
    [[nodiscard]] std::optional<position> reached() const;

    /// Notified when there is something to send().
    event& attention() noexcept { return attention_; }

private:
    struct waiting_message {
        std::string topic;
        std::string payload;
        std::optional<position> before; ///< everything that it isn't behind has been taken
        bool answered = false;
    };

    [[nodiscard]] subscriber_handlers handlers();
    [[nodiscard]] bool is_full() const noexcept;
    void note_position(const subscriber& hub);
    void take(const message& seen);
    void drop(const waiting_message& message, const std::string& why);
    void forget_answered();

    boost::asio::any_io_executor executor_;
    subscriber_options options_;
    const topic_mapping& mapping_;
    spdlog::logger& logger_;
    subscriber* following_ = nullptr;
    std::optional<position> taken_; ///< up to where messages have been handed to us
    bool finishing_ = false;
    std::deque<waiting_message> waiting_; ///< in the hub's order
    std::size_t sent_ = 0;                ///< of these, from the front, on this connection
    std::uint64_t first_ = 0;             ///< the number of the front, counted from 0
    std::map<int, std::uint64_t> ids_;    ///< the number of what is on its way, by packet id
    std::size_t bytes_ = 0;
    traffic counts_;
    std::uint64_t gaps_ = 0;
    event room_;
    event attention_;
};

} // namespace crier
