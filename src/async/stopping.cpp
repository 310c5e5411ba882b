#include "async/stopping.hpp"

#include <cstdint>
#include <random>

namespace crier {
namespace {

constexpr std::chrono::milliseconds reconnect_spread{1000};

} // namespace

void stopping::request(clock::duration spread) {
    announced_ = requested_ = true;
    requested_at_ = clock::now();
    spread_ = spread;
    for (listener& told : listeners_)
        told.on_stop();
}

/// An object's address is as good as chance, and needs no memory of its own.
stopping::clock::time_point stopping::leaves_at(const void* who) const noexcept {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15; // Fibonacci hashing: spreads neighbours
    const auto mixed = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(who)) * odd;
    constexpr double parts = 1U << 31U;
    const double share = static_cast<double>(mixed >> 33U) / parts;
    return requested_at_ + std::chrono::duration_cast<clock::duration>(spread_ * share);
}

std::chrono::milliseconds stopping::reconnect_after() {
    std::uniform_int_distribution<std::int64_t> spread{0, reconnect_spread.count()};
    std::random_device device;
    return std::chrono::milliseconds{spread(device)};
}

} // namespace crier
