#include "cli/bench_ledger.hpp"

#include <algorithm>

namespace crier {

void bench_ledger::count(const bench_payload& got, timestamp now) {
    if (got.publisher >= seen_.size())
        return;
    ++received_;
    latency_.count(now - got.said);
    publisher_seen& seen = seen_[got.publisher];
    if (got.number <= seen.last) {
        ++doubled_;
        return;
    }
    seen.last = got.number;
    ++seen.count;
}

std::uint64_t bench_ledger::missing(const std::vector<std::uint64_t>& said) const {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < seen_.size(); ++i)
        out += said[i] - std::min(said[i], seen_[i].count);
    return out;
}

} // namespace crier
