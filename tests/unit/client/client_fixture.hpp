#pragma once

// A publisher or subscriber that a test lets talk to a scripted hub.

#include "async/event.hpp"
#include "support/run_coroutine.hpp"
#include "unit/client/scripted_hub.hpp"

#include <crier/setback.hpp>

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crier {

/// A hub and a Subject on one loop, and what the Subject told its program.
template <class Subject, class Options, class Handlers>
struct client_fixture {
    boost::asio::io_context loop;
    scripted_hub hub{loop.get_executor()};
    std::vector<std::string> connected;
    std::vector<setback> setbacks;
    event told{loop.get_executor()}; ///< the subject said something
    std::optional<refusal> ended;
    event end{loop.get_executor()};
    std::unique_ptr<Subject> subject;

    client_fixture() = default;
    client_fixture(const client_fixture&) = delete;
    client_fixture& operator=(const client_fixture&) = delete;

    void start() {
        started_ = true;
        boost::asio::co_spawn(
            loop, subject->run(), [this](const std::exception_ptr& failure, refusal why) {
                ended = failure ? refusal{errc::internal, "run() threw"} : std::move(why);
                end.notify();
            });
    }

    boost::asio::awaitable<void> wait_for_end() {
        while (!ended)
            static_cast<void>(co_await end.wait());
    }

    boost::asio::awaitable<void> wait_until(std::function<bool()> condition) {
        while (!condition())
            static_cast<void>(co_await told.wait());
    }

protected:
    ~client_fixture() {
        subject.reset();
        if (started_ && !ended)
            run_coroutine(loop, wait_for_end());
    }

    /// Options for the scripted hub, with what a test changes in them.
    [[nodiscard]] Options options(const std::function<void(Options&)>& change) const {
        Options out;
        out.port = hub.port();
        out.source = "test";
        out.backoff_base = std::chrono::milliseconds{1};
        out.backoff_cap = std::chrono::milliseconds{10};
        if (change)
            change(out);
        return out;
    }

    void make_subject(const Options& options, Handlers handlers) {
        handlers.connected = [this](const std::string& name) {
            connected.push_back(name);
            told.notify();
        };
        handlers.disconnected = [this](const setback& setback) {
            setbacks.push_back(setback);
            told.notify();
        };
        subject = std::make_unique<Subject>(loop.get_executor(), options, std::move(handlers));
    }

private:
    bool started_ = false;
};

} // namespace crier
