#include "async/stopping.hpp"

#include <random>

namespace crier {
namespace {

constexpr std::chrono::milliseconds reconnect_spread{1000};

} // namespace

void stopping::request() {
    requested_ = true;
    for (event* wake : listeners_)
        wake->notify();
}

std::chrono::milliseconds stopping::reconnect_after() {
    std::uniform_int_distribution<std::int64_t> spread{0, reconnect_spread.count()};
    std::random_device device;
    return std::chrono::milliseconds{spread(device)};
}

stopping::listener::listener(stopping& source, event& wake)
    : source_{source}, self_{source.listeners_.insert(source.listeners_.end(), &wake)} {}

stopping::listener::~listener() {
    source_.listeners_.erase(self_);
}

} // namespace crier
