#include "async/stopping.hpp"

#include <random>

namespace crier {
namespace {

constexpr std::chrono::milliseconds reconnect_spread{1000};

} // namespace

void stopping::request() {
    requested_ = true;
    for (listener& told : listeners_)
        told.on_stop();
}

std::chrono::milliseconds stopping::reconnect_after() {
    std::uniform_int_distribution<std::int64_t> spread{0, reconnect_spread.count()};
    std::random_device device;
    return std::chrono::milliseconds{spread(device)};
}

} // namespace crier
