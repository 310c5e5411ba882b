#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace crier {

/// Lets so much through in a second, and what wasn't used of the last second besides. One that
/// takes more is in debt and waits until that is paid, so that nothing is split or lost.
class token_bucket {
public:
    using clock = std::chrono::steady_clock;

    /// `per_second` 0: there is no limit.
    explicit token_bucket(std::uint64_t per_second) noexcept
        : per_second_{static_cast<double>(per_second)}, left_{per_second_} {}

    [[nodiscard]] bool is_limited() const noexcept { return per_second_ > 0; }

    void take(std::uint64_t amount, clock::time_point now) noexcept {
        if (!is_limited())
            return;
        fill(now);
        left_ -= static_cast<double>(amount);
    }

    /// How long from `now` on nothing more may be taken; 0 where something may.
    [[nodiscard]] clock::duration debt(clock::time_point now) noexcept {
        if (!is_limited())
            return {};
        fill(now);
        const std::chrono::duration<double> due{std::max(0.0, -left_) / per_second_};
        return std::chrono::ceil<clock::duration>(due);
    }

private:
    void fill(clock::time_point now) noexcept {
        const std::chrono::duration<double> passed = now - filled_at_;
        left_ = std::min(per_second_, left_ + passed.count() * per_second_);
        filled_at_ = now;
    }

    double per_second_;
    double left_;
    clock::time_point filled_at_ = clock::now();
};

} // namespace crier
