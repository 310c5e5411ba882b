#pragma once

// The newest messages, in memory: where every subscriber catches up and joins the live stream.

#include <crier/message.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

namespace crier {

/// What is kept at most; whichever limit is reached first counts.
struct retention {
    std::uint64_t messages = 0;
    std::uint64_t bytes =
        0; ///< payload, topic, source and session, and what a message costs besides
    std::chrono::seconds age{0};
};

/// A bounded run of messages with consecutive offsets, oldest first.
class recent {
public:
    explicit recent(const retention& limits) : limits_{limits} {}

    /// Lets an empty ring go on after this offset.
    void begin_after(offset last) noexcept { last_ = last; }
    /// Adds the message after last().
    void add(message_ptr message);
    /// Lets go of what is over the limits, at `now`.
    void trim(timestamp now);

    /// The first offset kept; the one after last() when nothing is.
    [[nodiscard]] offset oldest() const noexcept {
        return offset{last_.value + 1 - messages_.size()};
    }
    [[nodiscard]] offset last() const noexcept { return last_; }
    [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// Whether everything after `position` is still here.
    [[nodiscard]] bool covers(offset position) const noexcept {
        return position.next() >= oldest();
    }
    /// The message at an offset between oldest() and last().
    [[nodiscard]] const message_ptr& at(offset offset) const;

private:
    retention limits_;
    std::deque<message_ptr> messages_;
    offset last_;
    std::uint64_t bytes_ = 0;
};

} // namespace crier
