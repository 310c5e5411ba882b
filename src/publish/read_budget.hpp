#pragma once

// How much is read from a publisher at once.

#include <algorithm>
#include <cstddef>

namespace crier {

/// What all connections together read in a turn of the loop. Whatever a turn brings costs a send to
/// each of its subscribers, so few publishers may bring much at once; but all of them together not
/// more than a subscriber's socket and outbox take, or it would be slow after each turn.
class read_budget {
public:
    /// A connection's, for as long as it lives.
    class share {
    public:
        explicit share(read_budget& of) noexcept : of_{of} { ++of_.shares_; }
        ~share() { --of_.shares_; }
        share(const share&) = delete;
        share& operator=(const share&) = delete;

        /// How many bytes it may read at once, as things are.
        [[nodiscard]] std::size_t bytes() const noexcept {
            return std::clamp(all_bytes / of_.shares_, least_bytes, most_bytes);
        }

    private:
        read_budget& of_;
    };

    read_budget() = default;
    read_budget(const read_budget&) = delete;
    read_budget& operator=(const read_budget&) = delete;

private:
    static constexpr std::size_t all_bytes = std::size_t{1024} * 1024;
    static constexpr std::size_t least_bytes = std::size_t{64} * 1024;
    static constexpr std::size_t most_bytes = std::size_t{256} * 1024;

    std::size_t shares_ = 0;
};

} // namespace crier
