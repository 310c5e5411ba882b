#pragma once

// A subscriber that a test lets talk to a scripted hub.

#include "unit/client/client_fixture.hpp"

#include <crier/subscriber.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace crier {

struct subscriber_fixture : client_fixture<subscriber, subscriber_options, subscriber_handlers> {
    std::vector<std::string> heard;  ///< "offset=payload" of each message
    std::vector<std::string> missed; ///< "after..before" of each gap, and what changed
    std::string asked;               ///< by the last SUBSCRIBE
    std::function<void()> on_message = [] {
    }; ///< what the program does about a message
    std::function<void()> on_missed = [] {
    };

    explicit subscriber_fixture(const std::function<void(subscriber_options&)>& change = {}) {
        subscriber_handlers handlers;
        handlers.message = [this](const message& said) {
            heard.push_back(std::to_string(said.offset.value).append("=").append(said.payload));
            told.notify();
            on_message();
        };
        handlers.missed = [this](const missed_messages& gone) {
            missed.push_back(std::to_string(gone.after.value) + ".." +
                             std::to_string(gone.before.value) +
                             (gone.epoch_changed ? " epoch changed" : ""));
            told.notify();
            on_missed();
        };
        const auto with_filter = [&](subscriber_options& options) {
            options.filters = {"a"};
            if (change)
                change(options);
        };
        make_subject(options(with_filter), std::move(handlers));
    }

    /// A connection that is welcomed by a history that ends there, and has subscribed.
    boost::asio::awaitable<scripted_connection> connect(std::uint64_t last = 0,
                                                        std::uint64_t epoch_value = 1) {
        auto connection = co_await hub.accept();
        static_cast<void>(co_await connection.hello());
        const position ends_at{epoch{epoch_value}, offset{last}};
        co_await connection.welcome_at(ends_at);
        asked = co_await connection.subscribe();
        co_return connection;
    }

    boost::asio::awaitable<void> wait_to_hear(std::size_t count) {
        while (heard.size() < count)
            static_cast<void>(co_await told.wait());
    }
    boost::asio::awaitable<void> wait_for_setback() {
        while (setbacks.empty())
            static_cast<void>(co_await told.wait());
    }
};

} // namespace crier
