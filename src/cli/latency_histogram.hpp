#pragma once

// How long many things took: percentiles, and a picture made of characters.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace crier {

/// Counts durations in buckets of which each is at most an eighth wider than what it begins with:
/// a percentile is right to 12.5 %. It takes no memory for what it counts.
class latency_histogram {
public:
    void count(std::chrono::microseconds took);
    void add(const latency_histogram& other);

    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    /// What this part (0 to 1) of all took at most; 0 where nothing was counted.
    [[nodiscard]] std::chrono::microseconds percentile(double part) const;
    [[nodiscard]] std::chrono::microseconds longest() const noexcept { return longest_; }

    /// A line for each doubling in which anything lies: "  1.02 ms  ███████▌   412 (41.2 %)", the
    /// longest bar so many columns wide.
    [[nodiscard]] std::string picture(std::size_t columns) const;

private:
    static constexpr std::size_t parts = 8; ///< of each doubling
    static constexpr std::size_t buckets = parts * 40;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t micro) noexcept;
    /// The largest that lies in it.
    [[nodiscard]] static std::uint64_t end_of(std::size_t bucket) noexcept;

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t total_ = 0;
    std::chrono::microseconds longest_{0};
};

} // namespace crier
