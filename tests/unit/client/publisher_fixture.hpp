#pragma once

// A publisher that a test lets talk to a scripted hub.

#include "unit/client/client_fixture.hpp"

#include <crier/publisher.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crier {

struct publisher_fixture : client_fixture<publisher, publisher_options, publisher_handlers> {
    std::vector<std::uint64_t> refused;
    std::function<void(std::uint64_t, std::optional<offset>)> on_acknowledged;
    std::function<void(const welcome_frame&)> on_welcomed;

    explicit publisher_fixture(const std::function<void(publisher_options&)>& change = {}) {
        publisher_handlers handlers;
        handlers.refused = [this](std::uint64_t number, const refusal& /*why*/) {
            refused.push_back(number);
            told.notify();
        };
        handlers.acknowledged = [this](std::uint64_t number, std::optional<offset> at) {
            if (on_acknowledged)
                on_acknowledged(number, at);
        };
        handlers.welcomed = [this](const welcome_frame& welcome) {
            if (on_welcomed)
                on_welcomed(welcome);
        };
        make_subject(options(change), std::move(handlers));
    }

    void say(const std::string& payload) {
        static_cast<void>(subject->publish("a", payload).value());
    }

    boost::asio::awaitable<bool> flush() {
        co_return co_await subject->flush_until(event::clock::now() + std::chrono::seconds{10});
    }
};

} // namespace crier
