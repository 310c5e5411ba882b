#pragma once

// What a publisher has said and the hub hasn't yet stored: the buffer, and the numbers by which the
// two agree on what that is.

#include <crier/frame.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// A message that waits for its acknowledgement.
struct waiting_message {
    std::uint64_t number = 0; ///< in the publisher's life; it never changes
    std::uint64_t seq = 0;    ///< in the session
    timestamp sent_at;
    payload_format format = payload_format::text;
    std::string topic;
    std::string payload;
};

/// What is kept at most; bytes are payload, topic and what a message costs besides.
struct buffer_limits {
    std::size_t messages = 0;
    std::size_t bytes = 0;
};

/// Messages in order, oldest first, within limits. A session belongs to the history (the epoch) in
/// which its first message was sent.
class unacknowledged {
public:
    explicit unacknowledged(const buffer_limits& limits) : limits_{limits} {}

    /// Adds a message and gives its number; nothing when there is no room. An empty buffer has
    /// room for any message. `message.number` and `message.seq` are assigned here.
    [[nodiscard]] std::optional<std::uint64_t> push(waiting_message message);

    enum class resumption { same_session, new_session };

    /// A connection begins; `last_seq` is what this history holds of the session. Drops what it
    /// says is stored, and begins to send again what comes after. new_session: the history isn't
    /// the one that the session's numbers are about, nor was it under one of its former epochs, or
    /// it has lost some of what they are about; begin_session(), and tell the hub.
    [[nodiscard]] resumption resume(epoch epoch, std::uint64_t last_seq,
                                    std::span<const crier::epoch> former = {});

    /// Renumbers everything from 1: a session that no hub has heard of.
    void begin_session();

    /// Appends PUBLISH frames of what hasn't been sent on this connection, until `out` measures
    /// `bytes_max` or more.
    void append_unsent(std::string& out, std::size_t bytes_max);

    /// The history holds every message of the session up to `seq`.
    void acknowledge(std::uint64_t seq);

    /// Drops the message of this seq and gives its number; nothing where there is none.
    std::optional<std::uint64_t> refuse(std::uint64_t seq);

    /// Drops the messages whose payload is larger, and gives their numbers.
    [[nodiscard]] std::vector<std::uint64_t> refuse_larger(std::size_t payload_bytes_max);

    [[nodiscard]] bool empty() const noexcept { return messages_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// How many were sent on this connection and wait for its ACK.
    [[nodiscard]] std::size_t in_flight() const noexcept { return sent_; }
    /// How many were acknowledged, over all sessions.
    [[nodiscard]] std::uint64_t acknowledged() const noexcept { return acknowledged_; }

    /// The highest seq of the session that is known to be stored.
    [[nodiscard]] std::uint64_t acknowledged_seq() const noexcept { return acked_seq_; }

    /// A message by its two numbers; zeros: none.
    struct numbers {
        std::uint64_t number = 0;
        std::uint64_t seq = 0;
    };
    /// The last one that was acknowledged.
    [[nodiscard]] numbers last_acknowledged() const noexcept { return last_acknowledged_; }

    /// The seq that the next message gets.
    [[nodiscard]] std::uint64_t next_seq() const noexcept { return next_seq_; }

private:
    void renumber(std::uint64_t first);
    void erase(std::size_t index);

    buffer_limits limits_;
    std::deque<waiting_message> messages_;
    std::size_t sent_ = 0; ///< of messages_, from the front, on this connection
    std::size_t bytes_ = 0;
    std::uint64_t next_number_ = 1;
    std::uint64_t acknowledged_ = 0;
    numbers last_acknowledged_;

    // The session:
    std::optional<crier::epoch> epoch_;
    std::uint64_t next_seq_ = 1;
    std::uint64_t sent_seq_ = 0;  ///< highest ever sent; 0 while nothing was
    std::uint64_t acked_seq_ = 0; ///< highest known to be stored
};

} // namespace crier
