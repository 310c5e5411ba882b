#pragma once

// What a subscriber's parts share.

#include "client/reconnect.hpp"

#include <crier/subscriber.hpp>

#include <optional>
#include <string>
#include <utility>

namespace crier {

/// It outlives the subscriber for as long as run() hasn't returned yet.
struct subscriber_state final : reconnecting {
    subscriber_state(const boost::asio::any_io_executor& on, subscriber_options with,
                     subscriber_handlers tell)
        : reconnecting{on, with},
          options{std::move(with)},
          handlers{std::move(tell)},
          reached{options.since} {}

    subscriber_options options;
    subscriber_handlers handlers;
    std::optional<position> reached; ///< up to where messages have been handed over

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
