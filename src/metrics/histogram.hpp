#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crier {

/// How often values of which size came, in buckets: Prometheus's histogram without its locks, as
/// all that is counted here belongs to the loop's thread.
class histogram {
public:
    /// `bounds`: the upper ends of the buckets, ascending; what is above them has a bucket too.
    explicit histogram(std::span<const double> bounds)
        : bounds_{bounds.begin(), bounds.end()}, counts_(bounds.size() + 1) {}

    void observe(double value, std::uint64_t times = 1) noexcept {
        const auto at = std::ranges::lower_bound(bounds_, value);
        counts_[static_cast<std::size_t>(at - bounds_.begin())] += times;
        sum_ += value * static_cast<double>(times);
    }

    [[nodiscard]] std::span<const double> bounds() const noexcept { return bounds_; }
    /// In each bucket alone; one more than there are bounds.
    [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
    [[nodiscard]] double sum() const noexcept { return sum_; }

private:
    std::vector<double> bounds_;
    std::vector<std::uint64_t> counts_;
    double sum_ = 0;
};

} // namespace crier
