#include "async/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

/// A cancelled coroutine that awaits once more is ended by Asio with this exception: it is how
/// cancelling looks from outside, not a failure.
bool is_cancellation(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace

task_group::task_group(const asio::any_io_executor& executor, failure_handler on_failure)
    : executor_{executor}, on_failure_{std::move(on_failure)}, ended_{executor} {}

task_group::~task_group() {
    assert(size() == 0);
}

task_group::member::member(task_group& group) : group_{group} {
    group_.members_.push_back(*this);
}

task_group::member::~member() {
    group_.members_.erase(group_.members_.iterator_to(*this));
    group_.note_end();
}

void task_group::note_end() {
    if (size() == 0)
        ended_.notify();
}

void task_group::spawn(asio::awaitable<void> task) {
    const auto self = running_.emplace(running_.end());
    auto on_end = [this, self](const std::exception_ptr& failure) {
        running_.erase(self);
        note_end();
        if (failure && !is_cancellation(failure))
            on_failure_(failure);
    };
    asio::co_spawn(executor_, begin(*self, std::move(task)),
                   asio::bind_cancellation_slot(self->signal.slot(), std::move(on_end)));
}

asio::awaitable<void> task_group::begin(running_task& self, asio::awaitable<void> task) {
    self.begun = true;
    if (!self.cancelled)
        co_await std::move(task);
}

asio::awaitable<bool> task_group::wait_until(event::clock::time_point deadline) {
    while (size() > 0) {
        const bool notified = co_await ended_.wait_until(deadline);
        if (!notified)
            break;
    }
    co_return size() == 0;
}

void task_group::cancel() {
    // A cancelled task may end at once and leave the list: step on before emitting.
    for (auto it = running_.begin(); it != running_.end();) {
        running_task& task = *it++;
        task.cancelled = true;
        if (task.begun)
            task.signal.emit(asio::cancellation_type::terminal);
    }
    for (member& one : members_)
        one.cancel();
}

} // namespace crier
