#pragma once

// Coming back: what publishers and subscribers do about connections that end.

#include "async/event.hpp"
#include "client/backoff.hpp"

#include <crier/connection_options.hpp>
#include <crier/setback.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace crier {

/// How a connection, or the attempt to get one, ended, and what is to be done then.
struct connection_end {
    enum class next_step {
        retry,   ///< after a back-off
        at_once, ///< without waiting: nothing is wrong with the hub
        give_up, ///< coming back can't help
    };

    refusal why;
    next_step next = next_step::retry;
    std::chrono::milliseconds wait{0}; ///< before a retry, on top of the back-off: the hub's wish
    bool was_connected = false;
    bool useful = false; ///< it got somewhere: the back-off begins afresh
};

/// Whether the same HELLO can fare better next time.
[[nodiscard]] bool can_get_better(errc code, const connection_options& options) noexcept;

/// Whoever keeps a connection to a hub.
class reconnecting {
public:
    reconnecting(const boost::asio::any_io_executor& on, const connection_options& options);
    reconnecting(const reconnecting&) = delete;
    reconnecting& operator=(const reconnecting&) = delete;

    /// Connects again and again, until close() (errc::closed), cancellation, or an end that says
    /// that coming back can't help.
    [[nodiscard]] boost::asio::awaitable<refusal> keep_connected();
    /// Lets keep_connected() end at once.
    void close();
    [[nodiscard]] bool closed() const noexcept { return closed_; }

    virtual void tell_connected(const std::string& hub) = 0;

    boost::asio::any_io_executor executor;
    bool connected = false;
    event to_send; ///< for the connection's writer

protected:
    ~reconnecting() = default;

private:
    /// One connection, from dialling to its end.
    [[nodiscard]] virtual boost::asio::awaitable<connection_end> connect_once() = 0;
    virtual void tell_disconnected(const setback& setback) = 0;
    [[nodiscard]] std::chrono::milliseconds set_back(const connection_end& ended);

    bool closed_ = false;
    event closing_;
    backoff delays_;
};

} // namespace crier
