#pragma once

// Sending to one subscriber, whatever its connection speaks.

#include "async/event.hpp"
#include "subscribe/outbox_socket.hpp"
#include "subscribe/subscriber_context.hpp"
#include "subscribe/subscription.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace crier {

/// Sees to everything that a subscriber is sent and that the router doesn't push: it waits for the
/// socket, catches up, lets a quiet connection hear a heartbeat, and ends it when the hub stops.
class pump final : public outbox_socket::watcher {
public:
    /// Why nothing more is to be sent.
    enum class ending {
        failed,     ///< the socket did
        too_slow,   ///< the socket took no byte for the write deadline
        unreadable, ///< the history couldn't be read
        drained,    ///< the hub stops: the subscriber was told, and sent what was queued
    };

    pump(const boost::asio::any_io_executor& executor, subscriber_context& context,
         std::string address);

    /// Queues the welcome; `ping`: how long a client may be silent, 0 where it always may.
    void greet(subscription& reader, std::chrono::seconds ping) const;

    /// Runs until nothing more is to be sent. The subscriber's outbox is the socket's.
    [[nodiscard]] boost::asio::awaitable<ending> run(outbox_socket& socket, subscription& reader);

    /// Says that there may be something to do: the subscriber asked to begin elsewhere.
    void wake() { wake_.notify(); }
    /// For the one who reads from the connection: whoever doesn't take its answers isn't read from.
    [[nodiscard]] boost::asio::awaitable<void> wait_for_room(const outbox& queued);

private:
    void note_slow(const subscription& reader);
    [[nodiscard]] boost::asio::awaitable<bool> catch_up(subscription& reader);
    [[nodiscard]] boost::asio::awaitable<void> beat_when_quiet(outbox_socket& socket,
                                                               subscription& reader);
    [[nodiscard]] static boost::asio::awaitable<void> drain(outbox_socket& socket,
                                                            subscription& reader);
    void on_attention() override { wake_.notify(); }

    subscriber_context& context_;
    std::string address_;
    event wake_;
    event drained_; ///< the outbox has room again
    stopping::listener stop_listener_;
    bool was_live_ = false;
    event::clock::time_point slow_noted_until_;
};

} // namespace crier
