#pragma once

// The bytes on their way to subscribers: written once, shared by all who get them.

#include "metrics/ledger.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

namespace crier {

/// Append-only memory that holds whole frames one after another. It remembers where each ends, so
/// that a control frame can go between two of them.
class chunk {
public:
    explicit chunk(std::size_t capacity);

    [[nodiscard]] bool has_room(std::size_t bytes) const noexcept {
        return capacity_ - size_ >= bytes;
    }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] const char* data() const noexcept { return bytes_.get(); }

    /// Adds one frame made of two pieces; there must be room for it. `about`: the account of its
    /// topic, where it carries a message.
    void append(std::string_view head, std::string_view body,
                topic_account* about = nullptr) noexcept;

    /// Where the frame that holds the byte before `at` ends: `at` itself between two frames.
    [[nodiscard]] std::uint32_t frame_end(std::uint32_t at) const noexcept;

    /// Tells of the messages that end after `begin` and up to `end`: visit(account, how many), once
    /// for neighbours that share a topic.
    template <class Visit>
    void visit_messages(std::uint32_t begin, std::uint32_t end, Visit visit) const;

private:
    /// Neighbouring frames of one account.
    struct stretch {
        topic_account* about;
        std::size_t first_frame;
    };

    /// How many frames end at or before a byte.
    [[nodiscard]] std::size_t frames_until(std::uint32_t at) const noexcept {
        if (at == size_)
            return frame_ends_.size();
        return static_cast<std::size_t>(std::ranges::upper_bound(frame_ends_, at) -
                                        frame_ends_.begin());
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::uint32_t size_ = 0;
    std::vector<std::uint32_t> frame_ends_;
    std::vector<stretch> stretches_;
};

template <class Visit>
void chunk::visit_messages(std::uint32_t begin, std::uint32_t end, Visit visit) const {
    std::size_t frame = frames_until(begin);
    const std::size_t frames_end = frames_until(end);
    auto next = std::ranges::upper_bound(stretches_, frame, {}, &stretch::first_frame);
    while (frame < frames_end) {
        topic_account* about = std::prev(next)->about;
        const std::size_t until =
            next == stretches_.end() ? frames_end : std::min(frames_end, next->first_frame);
        if (about != nullptr)
            visit(*about, until - frame);
        frame = until;
        if (next != stretches_.end())
            ++next;
    }
}

/// Some whole frames of a chunk, or what is left of them after a partial write.
struct slice {
    std::shared_ptr<const chunk> bytes;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
    [[nodiscard]] std::string_view text() const noexcept { return {bytes->data() + begin, size()}; }
    /// Whether `next` goes on where this ends, so that both can be one.
    [[nodiscard]] bool touches(const slice& next) const noexcept {
        return bytes == next.bytes && end == next.begin;
    }
};

} // namespace crier
