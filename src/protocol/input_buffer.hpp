#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace crier {

/// What has come over a connection and isn't used up yet, in one piece.
class input_buffer {
public:
    /// Where the next bytes go: never empty. It voids what waiting() showed. The room grows to
    /// `busy_bytes` while reads fill it, and shrinks again once little comes; `wanted`: what all
    /// that waits needs before any of it can be used.
    [[nodiscard]] std::span<char> room(std::size_t busy_bytes, std::size_t wanted);
    /// Says that `bytes` were written to the start of room().
    void received(std::size_t bytes) noexcept;

    [[nodiscard]] std::string_view waiting() const noexcept {
        return {bytes_.get() + begin_, end_ - begin_};
    }
    /// The first so many of those that wait are used up; they stay until room() is called.
    void consume(std::size_t bytes) noexcept { begin_ += bytes; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0; ///< of what waits
    std::size_t end_ = 0;   ///< of what was received
    std::size_t last_read_ = 0;
    bool filled_ = false; ///< the last read used all its room: a larger one pays
};

} // namespace crier
