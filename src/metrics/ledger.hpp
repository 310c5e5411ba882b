#pragma once

// The ledger: what became of every message that the hub was given, so that anybody can see that
// nothing went missing. It counts from the hub's start.

#include <crier/error.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crier {

/// How many messages were refused, by why. Few codes ever occur, so just those are kept.
class refusal_counts {
public:
    void add(errc why, std::uint64_t count);
    void add(const refusal_counts& other);
    [[nodiscard]] std::uint64_t total() const noexcept;
    [[nodiscard]] const std::vector<std::pair<errc, std::uint64_t>>& by_code() const noexcept {
        return counts_;
    }

private:
    std::vector<std::pair<errc, std::uint64_t>> counts_;
};

/// What became of the messages on one topic, or on all:
/// accepted = stored + refused + what is being stored at this moment.
struct topic_account {
    std::uint32_t number = 0;   ///< of the topic, from 1 on: in the order of their first messages
    std::uint64_t accepted = 0; ///< given to the hub, but for repetitions of what it has
    std::uint64_t stored = 0;
    refusal_counts refused;
    // Each counts once for every subscriber:
    std::uint64_t queued = 0;    ///< waiting in memory
    std::uint64_t delivered = 0; ///< handed to the connection

    topic_account& operator+=(const topic_account& other);
};

/// What one connection was due and got: matched = delivered + queued + waiting + skipped, and for
/// those that have ended abandoned besides.
struct delivery_account {
    std::uint64_t matched = 0;   ///< messages that its filters match, from where it began
    std::uint64_t delivered = 0; ///< handed to the connection
    std::uint64_t queued = 0;    ///< in its outbox
    std::uint64_t skipped = 0;   ///< expired before they could be queued: it was told of a gap
    std::uint64_t abandoned = 0; ///< neither of these when it ended: it gets them if it resumes

    /// What it is still to be sent from the history.
    [[nodiscard]] std::uint64_t waiting() const noexcept {
        return matched - delivered - queued - skipped - abandoned;
    }
    delivery_account& operator+=(const delivery_account& other) noexcept;
};

/// How many gaps subscribers were told of, by why messages were missing.
struct gap_counts {
    std::uint64_t expired = 0;
    std::uint64_t epoch_changed = 0;
};

/// The accounts of all topics. It belongs to the loop's thread.
class ledger {
public:
    /// The account of a topic on which a message is being stored; it stays where it is.
    [[nodiscard]] topic_account& of(std::string_view topic);
    /// Nothing for a topic on which nothing was to be stored since the start.
    [[nodiscard]] const topic_account* find(std::string_view topic) const;

    /// Messages that were given to the hub and not stored. Only a topic that has an account gets
    /// them noted in it: whoever makes up topics costs nothing.
    void refuse(std::string_view topic, errc why, std::uint64_t count = 1);
    /// Messages of a session that had been stored before.
    void note_repeated(std::uint64_t count) noexcept { repeated_ += count; }

    [[nodiscard]] gap_counts& gaps() noexcept { return gaps_; }
    [[nodiscard]] const gap_counts& gaps() const noexcept { return gaps_; }

    [[nodiscard]] topic_account total() const;
    [[nodiscard]] std::uint64_t repeated() const noexcept { return repeated_; }

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    using accounts = std::unordered_map<std::string, topic_account, text_hash, std::equal_to<>>;

    accounts topics_;
    accounts::value_type* last_ = nullptr; ///< that was asked for: neighbours often share a topic
    topic_account others_;                 ///< of topics without an account
    std::uint64_t repeated_ = 0;
    gap_counts gaps_;
};

} // namespace crier
