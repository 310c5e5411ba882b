#include "history/topic_state.hpp"

#include <cmath>

namespace crier {
namespace {

constexpr double rate_window_seconds = 60;

double decay(timestamp from, timestamp to) noexcept {
    const std::chrono::duration<double> passed = to - from;
    return std::exp(-passed.count() / rate_window_seconds);
}

} // namespace

void topic_state::add(offset at, timestamp time) noexcept {
    rate_at_last_ = rate(time) + 1 / rate_window_seconds;
    last = at;
    last_time = time;
    ++count;
}

double topic_state::rate(timestamp now) const noexcept {
    if (count == 0 || now == last_time) // all of a batch have one time
        return rate_at_last_;
    return rate_at_last_ * decay(last_time, now);
}

} // namespace crier
