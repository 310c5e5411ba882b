#include "bench/scenarios/fixed_rate.hpp"

namespace crier::bench {
namespace {

using namespace std::chrono_literals;
using clock = crowd::clock;

/// Turns until then; the last millisecond without sleeping.
void turn_until(crowd& all, clock::time_point then) {
    for (auto now = clock::now(); now < then; now = clock::now())
        all.turn(std::chrono::floor<std::chrono::milliseconds>(then - now));
}

} // namespace

void stopwatches::reserve(std::size_t messages) {
    each.reserve(messages * subscribers_);
    last.reserve(messages);
    due_at_.reserve(messages);
    missing_.reserve(messages);
}

void stopwatches::begin(clock::time_point due) {
    due_at_.push_back(due);
    missing_.push_back(subscribers_);
}

void stopwatches::delivered(std::uint64_t number) {
    const std::size_t message = number - before_ - 1;
    const auto took = clock::now() - due_at_.at(message);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    each.push_back(static_cast<std::uint32_t>(micros));
    if (--missing_[message] == 0)
        last.push_back(static_cast<std::uint32_t>(micros));
}

void publish_at_rate(crowd& all, publisher& from, double rate, stopwatches& watches,
                     const std::function<bool(std::size_t published)>& goes_on) {
    const auto begun = clock::now();
    for (std::size_t published = 0; goes_on(published); ++published) {
        const std::chrono::duration<double> offset{static_cast<double>(published) / rate};
        const auto due = begun + std::chrono::duration_cast<clock::duration>(offset);
        turn_until(all, due);
        watches.begin(due);
        // Whoever doesn't take the last one in time delays this one, and that counts.
        while (!from.is_done() && all.turn(1s)) {
        }
        all.publish(from);
    }
    all.settle();
}

} // namespace crier::bench
