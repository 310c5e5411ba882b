#pragma once

// One thread for calls that block, so that the loop never does.

#include "async/event.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace crier {

/// Runs work on a thread of its own, in order, and hands each result back to the loop. It belongs
/// to the loop; destroying it waits for what was submitted.
class worker {
public:
    explicit worker(boost::asio::any_io_executor loop) : loop_{std::move(loop)} {}
    ~worker() { thread_.join(); }
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Calls `work()` on the thread, then `done(result)` on the loop. Neither may throw.
    template <class Work, class Done>
    void submit(Work work, Done done) {
        // Tracked, so that the loop doesn't end while a result is on its way to it.
        auto loop = boost::asio::prefer(loop_, boost::asio::execution::outstanding_work.tracked);
        boost::asio::post(thread_, [loop = std::move(loop), work = std::move(work),
                                    done = std::move(done)]() mutable {
            auto result = work();
            boost::asio::post(loop, [done = std::move(done), result = std::move(result)]() mutable {
                done(std::move(result));
            });
        });
    }

    /// Awaits what `work()` returns on the thread. A coroutine that is cancelled meanwhile ends at
    /// once, as at any other wait; the work goes on.
    template <class Work>
    [[nodiscard]] boost::asio::awaitable<std::invoke_result_t<Work&>> run(Work work) {
        using value = std::invoke_result_t<Work&>;
        struct outcome {
            explicit outcome(const boost::asio::any_io_executor& loop) : ready{loop} {}
            std::optional<value> result;
            event ready;
        };
        const auto shared = std::make_shared<outcome>(loop_);
        submit(std::move(work), [shared](value result) {
            shared->result.emplace(std::move(result));
            shared->ready.notify();
        });
        const bool ready = co_await shared->ready.wait();
        if (!ready)
            throw boost::system::system_error{boost::asio::error::operation_aborted};
        co_return std::move(*shared->result);
    }

private:
    boost::asio::any_io_executor loop_;
    boost::asio::thread_pool thread_{1};
};

} // namespace crier
