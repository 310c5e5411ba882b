#include "async/stopping.hpp"

namespace crier {

void stopping::request() {
    requested_ = true;
    for (event* wake : listeners_)
        wake->notify();
}

stopping::listener::listener(stopping& source, event& wake)
    : source_{source}, self_{source.listeners_.insert(source.listeners_.end(), &wake)} {}

stopping::listener::~listener() {
    source_.listeners_.erase(self_);
}

} // namespace crier
