#include "faults/fault_line.hpp"

#include "faults/fault_switch.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace crier {

fault_line::fault_line(fault_switch& faults, std::uint64_t connection, ends at)
    : faults_{faults},
      connection_{connection},
      ends_{std::move(at)},
      changed_{event{faults.executor()}, event{faults.executor()}} {
    faults_.add(*this);
}

fault_line::~fault_line() {
    faults_.remove(*this);
}

bool fault_line::cut() {
    if (std::exchange(cut_, true))
        return false;
    ends_.cut();
    on_change();
    return true;
}

fault_line::verdict fault_line::judge() {
    const fault_switch::sentence given = faults_.judge(*this);
    next_delay_ = std::max<clock::duration>(next_delay_, given.delay);
    return given.what;
}

std::size_t fault_line::sendable(std::size_t queued, clock::time_point now) {
    late_.queued(queued, now + std::exchange(next_delay_, {}));
    return faults_.frozen_until(*this) > now ? 0 : late_.due(now);
}

fault_line::clock::time_point fault_line::held_until() const {
    return std::max(faults_.frozen_until(*this), late_.next());
}

boost::asio::awaitable<void> fault_line::wait_until(clock::time_point when) {
    std::ignore = co_await changed_[static_cast<std::size_t>(way::out)].wait_until(when);
}

boost::asio::awaitable<void> fault_line::pass(way direction) {
    event& changed = changed_[static_cast<std::size_t>(direction)];
    const clock::duration delay =
        direction == way::in ? faults_.delay_of_input(*this) : std::exchange(next_delay_, {});
    const auto due = clock::now() + delay;
    for (;;) {
        const auto until = std::max(due, faults_.frozen_until(*this));
        if (until <= clock::now() || cut_ || faults_.is_over())
            co_return;
        std::ignore = co_await changed.wait_until(until);
    }
}

void fault_line::on_change() {
    for (event& waiting : changed_)
        waiting.notify();
}

} // namespace crier
