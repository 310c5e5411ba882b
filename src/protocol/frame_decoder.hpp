#pragma once

// Turns the bytes of a TCP connection into frames, whatever pieces they come in.

#include "protocol/input_buffer.hpp"

#include <crier/frame.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

namespace crier {

/// Fed bytes, it yields whole frames. It knows no socket. The limit is checked before a body is
/// read, so that a length can't make it take memory. Once failed it stays failed.
class frame_decoder {
public:
    /// `length_max`: the largest value that a frame's length may have.
    explicit frame_decoder(std::size_t length_max) : length_max_{length_max} {}

    /// Changes the limit, for frames that haven't been yielded.
    void allow(std::size_t length_max) noexcept { length_max_ = length_max; }

    /// Where the next bytes go (input_buffer::room()). It voids every frame that next() gave.
    [[nodiscard]] std::span<char> room(std::size_t busy_bytes = std::size_t{64} * 1024);
    /// Says that `bytes` were written to the start of room().
    void received(std::size_t bytes) noexcept { input_.received(bytes); }

    /// The next whole frame, nothing when more bytes are needed, or what is wrong: errc::bad_frame
    /// for a length of 0, errc::frame_too_large. The body is valid until room() is called.
    [[nodiscard]] result<std::optional<frame>> next();

    /// Whether some of a frame has come, but not all of it.
    [[nodiscard]] bool in_frame() const noexcept { return !input_.waiting().empty(); }

    /// What has come, for another to make sense of.
    [[nodiscard]] input_buffer release() && noexcept { return std::move(input_); }
    [[nodiscard]] const input_buffer& input() const noexcept { return input_; }

private:
    [[nodiscard]] std::size_t wanted_bytes() const noexcept;

    std::size_t length_max_;
    input_buffer input_;
    std::optional<refusal> failed_;
};

} // namespace crier
