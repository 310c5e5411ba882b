#include "client/backoff.hpp"

namespace crier {

std::chrono::milliseconds backoff::next() {
    auto longest = base_;
    for (std::uint64_t i = 0; i < failures_ && longest < cap_; ++i)
        longest *= 2;
    if (longest > cap_)
        longest = cap_;
    ++failures_;
    std::uniform_int_distribution<std::chrono::milliseconds::rep> wait{0, longest.count()};
    return std::chrono::milliseconds{wait(random_)};
}

} // namespace crier
