#pragma once

// What a publisher's parts share.

#include "async/event.hpp"
#include "client/reconnect.hpp"
#include "client/unacknowledged.hpp"
#include "client/waiters.hpp"
#include "protocol/random_id.hpp"

#include <crier/publisher.hpp>

#include <utility>

namespace crier {

/// It outlives the publisher for as long as what it awaits hasn't returned yet.
struct publisher_state final : reconnecting {
    publisher_state(const boost::asio::any_io_executor& on, publisher_options with,
                    publisher_handlers tell)
        : reconnecting{on, backoff{with.backoff_base, with.backoff_cap, random_bits()}},
          executor{on},
          options{std::move(with)},
          handlers{std::move(tell)},
          session{options.session},
          messages{buffer_limits{options.buffer_messages_max, options.buffer_bytes_max}},
          to_send{on} {}

    using reconnecting::keep_connected;

    /// Whether no more messages are taken.
    [[nodiscard]] bool refuses() const noexcept { return finishing || closed() || ended; }

    boost::asio::any_io_executor executor;
    publisher_options options;
    publisher_handlers handlers;
    std::string session;
    unacknowledged messages;
    std::size_t payload_bytes_max = payload_bytes_default; ///< as the last WELCOME said
    bool connected = false;
    bool finishing = false; ///< finish() was called
    bool ended = false;     ///< run() has returned

    event to_send;   ///< for the connection's writer
    waiters settled; ///< until messages is empty, or ended is true
    waiters room;    ///< until messages has room, or refuses() is true

private:
    [[nodiscard]] boost::asio::awaitable<connection_end> connect_once() override;
    void tell(const setback& setback) override {
        if (handlers.disconnected)
            handlers.disconnected(setback);
    }
};

} // namespace crier
