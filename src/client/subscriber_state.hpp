#pragma once

// What a subscriber's parts share.

#include "async/event.hpp"
#include "client/reconnect.hpp"
#include "protocol/random_id.hpp"

#include <crier/subscriber.hpp>

#include <optional>
#include <string>
#include <utility>

namespace crier {

/// It outlives the subscriber for as long as run() hasn't returned yet.
struct subscriber_state final : reconnecting {
    subscriber_state(const boost::asio::any_io_executor& executor, subscriber_options with,
                     subscriber_handlers tell)
        : reconnecting{executor, backoff{with.backoff_base, with.backoff_cap, random_bits()}},
          options{std::move(with)},
          handlers{std::move(tell)},
          reached{options.since} {}

    using reconnecting::keep_connected;

    subscriber_options options;
    subscriber_handlers handlers;
    std::optional<position> reached; ///< up to where messages have been handed over
    bool connected = false;

private:
    [[nodiscard]] boost::asio::awaitable<connection_end> connect_once() override;
    void tell(const setback& setback) override {
        if (handlers.disconnected)
            handlers.disconnected(setback);
    }
};

} // namespace crier
