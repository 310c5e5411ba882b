#include "cli/latency_histogram.hpp"

#include "cli/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace crier {
namespace {

/// A bar in eighths of a column.
std::string bar(double part, std::size_t columns) {
    constexpr std::array<const char*, 8> ends{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(
        std::ceil(part * static_cast<double>(columns) * static_cast<double>(ends.size())));
    std::string out;
    for (std::size_t i = 0; i < eighths / ends.size(); ++i)
        out += "█";
    return out + ends[eighths % ends.size()];
}

} // namespace

// Below `parts` each number has a bucket; above, the first bits behind the highest one choose.
std::size_t latency_histogram::bucket_of(std::uint64_t micro) noexcept {
    if (micro < parts)
        return micro;
    const auto doubling = static_cast<std::size_t>(std::bit_width(micro) - std::bit_width(parts));
    const std::size_t within = (micro >> doubling) - parts;
    return std::min(buckets - 1, parts + doubling * parts + within);
}

std::uint64_t latency_histogram::end_of(std::size_t bucket) noexcept {
    if (bucket < parts)
        return bucket;
    const std::size_t doubling = (bucket - parts) / parts;
    const std::uint64_t within = (bucket - parts) % parts;
    return ((parts + within + 1) << doubling) - 1;
}

void latency_histogram::count(std::chrono::microseconds took) {
    const auto micro = static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count()));
    ++counts_[bucket_of(micro)];
    ++total_;
    longest_ = std::max(longest_, took);
}

void latency_histogram::add(const latency_histogram& other) {
    for (std::size_t i = 0; i < buckets; ++i)
        counts_[i] += other.counts_[i];
    total_ += other.total_;
    longest_ = std::max(longest_, other.longest_);
}

std::chrono::microseconds latency_histogram::percentile(double part) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(total_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets && total_ > 0; ++i) {
        seen += counts_[i];
        if (counts_[i] > 0 && seen >= wanted) {
            const std::chrono::microseconds end{static_cast<std::int64_t>(end_of(i))};
            return std::min(end, longest_);
        }
    }
    return longest_;
}

std::string latency_histogram::picture(std::size_t columns) const {
    // The numbers below `parts` are one line; above, each doubling.
    std::array<std::uint64_t, buckets / parts> lines{};
    for (std::size_t i = 0; i < buckets; ++i)
        lines[i / parts] += counts_[i];
    const std::uint64_t most = *std::ranges::max_element(lines);
    std::string out;
    bool begun = false;
    for (std::size_t i = 0, left = total_; i < lines.size() && left > 0; left -= lines[i], ++i) {
        begun = begun || lines[i] > 0;
        if (!begun)
            continue;
        const std::chrono::microseconds end{
            static_cast<std::int64_t>(end_of((i + 1) * parts - 1) + 1)};
        const double part = static_cast<double>(lines[i]) / static_cast<double>(most);
        const std::string drawn = bar(part, columns);
        out +=
            fmt::format("  < {:>9}  {}{}  {} ({:.1f} %)\n", duration_words(end), drawn,
                        std::string(columns - std::min(columns, columns_of(drawn)), ' '), lines[i],
                        100.0 * static_cast<double>(lines[i]) / static_cast<double>(total_));
    }
    return out;
}

} // namespace crier
