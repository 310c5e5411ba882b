#pragma once

// Who runs: every coroutine that isn't awaited by another belongs to a group, so that stopping can
// wait for all of them, and then end what is left.

#include "async/event.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <boost/intrusive/list.hpp>

#include <exception>
#include <functional>
#include <list>

namespace crier {

/// A set of running coroutines, and of what runs from callback to callback instead. Destroying a
/// group that isn't empty is a bug.
class task_group {
public:
    /// Runs without a coroutine, which would take memory while nothing happens: it belongs to the
    /// group as long as it lives.
    class member : public boost::intrusive::list_base_hook<> {
    public:
        explicit member(task_group& group);
        member(const member&) = delete;
        member& operator=(const member&) = delete;

        /// Is to end, not within this call but soon.
        virtual void cancel() = 0;

    protected:
        ~member();

    private:
        task_group& group_;
    };

    /// Called with what a task threw: tasks report errors as values, so this is a bug of theirs.
    using failure_handler = std::function<void(std::exception_ptr)>;

    task_group(const boost::asio::any_io_executor& executor, failure_handler on_failure);
    ~task_group();
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    void spawn(boost::asio::awaitable<void> task);

    /// Whether everything ended before the deadline.
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(event::clock::time_point deadline);

    /// Ends every task where it waits (terminal cancellation).
    void cancel();

    [[nodiscard]] std::size_t size() const noexcept { return running_.size() + members_.size(); }

private:
    /// Cancelling a coroutine that was spawned but has not begun would, with some versions of Asio,
    /// throw into the loop: such a task is told not to begin instead.
    struct running_task {
        boost::asio::cancellation_signal signal;
        bool begun = false;
        bool cancelled = false;
    };

    static boost::asio::awaitable<void> begin(running_task& self,
                                              boost::asio::awaitable<void> task);

    void note_end();

    boost::asio::any_io_executor executor_;
    failure_handler on_failure_;
    std::list<running_task> running_;
    boost::intrusive::list<member> members_;
    event ended_;
};

} // namespace crier
