#pragma once

// What a publisher's parts share.

#include "client/reconnect.hpp"
#include "client/unacknowledged.hpp"
#include "client/waiters.hpp"

#include <crier/publisher.hpp>

#include <utility>

namespace crier {

/// It outlives the publisher for as long as what it awaits hasn't returned yet.
struct publisher_state final : reconnecting {
    publisher_state(const boost::asio::any_io_executor& on, publisher_options with,
                    publisher_handlers tell)
        : reconnecting{on, with},
          options{std::move(with)},
          handlers{std::move(tell)},
          session{options.session},
          messages{buffer_limits{options.buffer_messages_max, options.buffer_bytes_max}} {}

    /// Whether no more messages are taken.
    [[nodiscard]] bool refuses() const noexcept { return finishing || closed() || ended; }

    publisher_options options;
    publisher_handlers handlers;
    std::string session;
    unacknowledged messages;
    std::size_t payload_bytes_max = payload_bytes_default; ///< as the last WELCOME said
    bool finishing = false;                                ///< finish() was called
    bool ended = false;                                    ///< run() has returned

    waiters settled; ///< until messages is empty, or ended is true
    waiters room;    ///< until messages has room, or refuses() is true

    void tell_connected(const std::string& hub) override {
        if (handlers.connected)
            handlers.connected(hub);
    }

private:
    [[nodiscard]] boost::asio::awaitable<connection_end> connect_once() override;
    void tell_disconnected(const setback& setback) override {
        if (handlers.disconnected)
            handlers.disconnected(setback);
    }
};

} // namespace crier
