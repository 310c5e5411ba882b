#pragma once

// The bytes on their way to subscribers: written once, shared by all who get them.

#include <cstddef>
#include <cstdint>
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

    /// Adds one frame made of two pieces; there must be room for it.
    void append(std::string_view head, std::string_view body) noexcept;

    /// Where the frame that holds the byte before `at` ends: `at` itself between two frames.
    [[nodiscard]] std::uint32_t frame_end(std::uint32_t at) const noexcept;

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::uint32_t size_ = 0;
    std::vector<std::uint32_t> frame_ends_;
};

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
