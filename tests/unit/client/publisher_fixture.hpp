#pragma once

// A publisher that a test lets talk to a scripted hub.

#include "async/event.hpp"
#include "support/run_coroutine.hpp"
#include "unit/client/scripted_hub.hpp"

#include <crier/publisher.hpp>

#include <boost/asio/co_spawn.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crier {

/// A hub and a publisher on one loop, and what the publisher told its program.
struct publisher_fixture {
    boost::asio::io_context loop;
    scripted_hub hub{loop.get_executor()};
    std::vector<std::string> connected;
    std::vector<publisher_setback> setbacks;
    std::vector<std::uint64_t> refused;
    event told{loop.get_executor()}; ///< the publisher said something
    std::optional<refusal> ended;
    event end{loop.get_executor()};
    std::unique_ptr<publisher> subject;

    explicit publisher_fixture(const std::function<void(publisher_options&)>& change = {}) {
        publisher_options options;
        options.port = hub.port();
        options.source = "test";
        options.backoff_base = std::chrono::milliseconds{1};
        options.backoff_cap = std::chrono::milliseconds{10};
        if (change)
            change(options);
        publisher_handlers handlers;
        handlers.connected = [this](const std::string& name) {
            connected.push_back(name);
            told.notify();
        };
        handlers.disconnected = [this](const publisher_setback& setback) {
            setbacks.push_back(setback);
            told.notify();
        };
        handlers.refused = [this](std::uint64_t number, const refusal& /*why*/) {
            refused.push_back(number);
            told.notify();
        };
        subject = std::make_unique<publisher>(loop.get_executor(), options, handlers);
    }

    ~publisher_fixture() {
        subject.reset();
        if (started_ && !ended)
            run_coroutine(loop, wait_for_end());
    }

    publisher_fixture(const publisher_fixture&) = delete;
    publisher_fixture& operator=(const publisher_fixture&) = delete;

    void start() {
        started_ = true;
        boost::asio::co_spawn(
            loop, subject->run(), [this](const std::exception_ptr& failure, refusal why) {
                ended = failure ? refusal{errc::internal, "run() threw"} : std::move(why);
                end.notify();
            });
    }

    void say(const std::string& payload) {
        static_cast<void>(subject->publish("a", payload).value());
    }

    boost::asio::awaitable<void> wait_for_end() {
        while (!ended)
            static_cast<void>(co_await end.wait());
    }

    boost::asio::awaitable<void> wait_until(std::function<bool()> condition) {
        while (!condition())
            static_cast<void>(co_await told.wait());
    }

    boost::asio::awaitable<bool> flush() {
        co_return co_await subject->flush_until(event::clock::now() + std::chrono::seconds{10});
    }

private:
    bool started_ = false;
};

} // namespace crier
