#pragma once

// What waits to be sent to one subscriber.

#include "broadcast/chunk.hpp"
#include "broadcast/encoder.hpp"
#include "broadcast/flush_queue.hpp"
#include "metrics/ledger.hpp"

#include <crier/position.hpp>

#include <boost/container/small_vector.hpp>

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace crier {

/// Neighbouring messages of one topic, encoded in one format.
struct delivery {
    slice messages;
    offset first; ///< the offset of the first of them
    std::uint32_t count = 0;
    topic_account* about = nullptr;
};

/// A queue of slices with a byte limit. It knows no socket: its owner gathers, writes, and says how
/// much was written. Pushing has the owner flushed at the turn's end, or at once when it is full.
///
/// A subscriber is *live* while the router pushes its messages here. When a message finds no room,
/// and the owner can't send any of what is queued, the outbox drops nothing: it stops being live,
/// and remembers after which offset to go on from the history.
class outbox {
public:
    outbox(delivery_format format, std::size_t bytes_max, flush_queue& queue, flush_target& owner);
    ~outbox();
    outbox(const outbox&) = delete;
    outbox& operator=(const outbox&) = delete;

    [[nodiscard]] delivery_format format() const noexcept { return format_; }

    /// Queues an event or a message that was caught up; the caller minds is_full().
    void push(const slice& frames);
    /// Queues a frame ahead of everything but the rest of a frame that was begun, and behind the
    /// control frames that wait already.
    void push_control(const slice& frame);
    /// Queues messages that were just committed, if the outbox is live and has room.
    void deliver(const delivery& run);
    /// Has the owner asked of each message that was just committed whether it is let in. One that
    /// isn't counts as handed to the connection: it is the line that loses it.
    void ask_owner() noexcept { intake_ = intake::asks; }
    /// Forgets everything but the rest of a frame that was begun, and takes nothing but control
    /// frames from now on: nothing may follow a close frame.
    void close();

    [[nodiscard]] bool is_live() const noexcept { return live_; }
    void go_live() noexcept { live_ = true; }
    void leave_live(offset after) noexcept;
    /// After which offset to go on from the history; for an outbox that isn't live.
    [[nodiscard]] offset resume_after() const noexcept { return resume_after_; }

    /// Whether a control frame waits, or part of one.
    [[nodiscard]] bool has_control() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return head_ == queue_.size(); }
    /// Bytes queued.
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// Whether what is queued holds as much memory as the limit allows.
    [[nodiscard]] bool is_full() const noexcept { return held_bytes_ >= bytes_max_; }

    /// What the connection was due and got. Whoever catches it up says what that adds.
    [[nodiscard]] const delivery_account& account() const noexcept { return account_; }
    [[nodiscard]] delivery_account& account() noexcept { return account_; }
    /// How many bytes the connection was given.
    [[nodiscard]] std::uint64_t bytes_delivered() const noexcept { return bytes_delivered_; }

    /// Whether anything but control frames was queued since this was last asked.
    [[nodiscard]] bool take_message_mark() noexcept { return std::exchange(message_mark_, false); }

    /// Fills `pieces` from the front of the queue; returns how many it filled.
    [[nodiscard]] std::size_t gather(std::span<iovec> pieces) const;
    /// Says that this many bytes from the front were written.
    void consume(std::size_t bytes);

private:
    enum class intake : std::uint8_t { open, asks, closed };

    struct entry {
        slice frames;
        std::uint32_t held_bytes = 0; ///< memory that it keeps alive beyond those before it
        bool control = false;
        // Whose messages it carries, where they are all of one topic; else the chunk knows.
        std::uint32_t messages = 0;
        topic_account* about = nullptr;
    };

    [[nodiscard]] bool admits(const delivery& run);
    /// Adds to the end of the queue, and to its last entry where it goes on there.
    void append(entry added);
    [[nodiscard]] bool has_room(const slice& frames) const noexcept;
    template <class Visit>
    static void visit_messages(const entry& queued, Visit visit);
    void note_delivered(const entry& sent) noexcept;
    void abandon(const entry& queued) noexcept;
    /// What a slice at the end of the queue would add to the memory that is held.
    [[nodiscard]] std::uint32_t holds(const slice& frames) const noexcept;

    delivery_format format_;
    bool live_ = false;
    intake intake_ = intake::open;
    bool message_mark_ = false;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::size_t held_bytes_ = 0;
    offset resume_after_;
    delivery_account account_;
    std::uint64_t bytes_delivered_ = 0;
    boost::container::small_vector<entry, 2> queue_; ///< from head_ on; seldom longer
    std::size_t head_ = 0;
    flush_queue& flush_queue_;
    flush_target& owner_;
};

} // namespace crier
