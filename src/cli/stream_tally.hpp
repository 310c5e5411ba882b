#pragma once

// What has come over a stream so far, in one line.

#include "cli/continuity.hpp"
#include "cli/stream_event.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_set>

namespace crier {

/// Counts what is handed to it, and finds what is missing.
class stream_tally {
public:
    using clock = std::chrono::steady_clock;

    explicit stream_tally(clock::time_point begun) : begun_{begun} {}

    /// `from`: behind which offset everything was asked for; nothing where only the last ones were.
    void welcome(const told_welcome& welcome, std::optional<offset> from);
    /// Whether a message came before, as none should; then it is counted as such.
    [[nodiscard]] bool came_before(const told_message& message);
    /// Up to where the topic was known, where a message is missing before this one.
    [[nodiscard]] std::optional<offset> count(const told_message& message);
    void count(const told_gap& gap);
    void count_cut() noexcept { ++cuts_; }

    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
    [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
    [[nodiscard]] std::uint64_t gaps() const noexcept { return gaps_; }

    /// "1284 messages (120.3 KiB) on 3 topics in 12.30 s, 104/s; none missing"
    [[nodiscard]] std::string words(clock::time_point now) const;

private:
    clock::time_point begun_;
    continuity continuity_;
    std::optional<epoch> epoch_;
    offset reached_; ///< in it
    std::unordered_set<std::string> topics_;
    std::uint64_t messages_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t missing_ = 0; ///< at least so many, found and not told
    std::uint64_t doubled_ = 0;
    std::uint64_t gaps_ = 0;
    std::uint64_t gone_ = 0; ///< in the gaps, on all topics
    std::uint64_t cuts_ = 0;
};

} // namespace crier
