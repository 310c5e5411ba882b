#pragma once

// Running a coroutine to its end inside a test.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace crier {

/// Runs the loop until the task has ended and returns what it gave; rethrows what it threw, and
/// throws itself when the task hasn't ended by the deadline.
template <class T>
T run_coroutine(boost::asio::io_context& loop, boost::asio::awaitable<T> task,
                std::chrono::steady_clock::duration deadline = std::chrono::seconds{20}) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    std::optional<T> given;
    std::exception_ptr thrown;
    bool ended = false;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure, T value) {
        thrown = std::move(failure);
        given.emplace(std::move(value));
        ended = true;
    });
    loop.restart();
    while (!ended && std::chrono::steady_clock::now() < until && loop.run_one_until(until) > 0) {
    }
    if (thrown)
        std::rethrow_exception(thrown);
    if (!ended)
        throw std::runtime_error{"the coroutine had not ended by the deadline"};
    return std::move(*given);
}

inline void run_coroutine(boost::asio::io_context& loop, boost::asio::awaitable<void> task,
                          std::chrono::steady_clock::duration deadline = std::chrono::seconds{20}) {
    const auto run = [](boost::asio::awaitable<void> inner) -> boost::asio::awaitable<bool> {
        co_await std::move(inner);
        co_return true;
    };
    run_coroutine(loop, run(std::move(task)), deadline);
}

} // namespace crier
