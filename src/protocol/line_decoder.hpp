#pragma once

// Turns the bytes of a TCP connection into lines, for who speaks those instead of frames.

#include "protocol/input_buffer.hpp"

#include <crier/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace crier {

/// A line without its end, of which a carriage return is a part.
struct text_line {
    std::uint64_t number = 0; ///< the connection's first is 1
    std::string_view text;
};

/// Fed bytes, it yields whole lines; empty ones are left out. Once failed it stays failed.
class line_decoder {
public:
    /// `input`: what came before it was known that these are lines. `length_max`: bytes of a line.
    line_decoder(input_buffer input, std::size_t length_max)
        : input_{std::move(input)}, length_max_{length_max} {}

    /// Where the next bytes go (input_buffer::room()). It voids every line that next() gave.
    [[nodiscard]] std::span<char> room(std::size_t busy_bytes);
    /// Says that `bytes` were written to the start of room().
    void received(std::size_t bytes) noexcept { input_.received(bytes); }

    /// The next line, nothing when more bytes are needed, or errc::frame_too_large. The text is
    /// valid until room() is called.
    [[nodiscard]] result<std::optional<text_line>> next();

    /// Whether some of a line has come, but not its end.
    [[nodiscard]] bool in_line() const noexcept { return !input_.waiting().empty(); }

private:
    [[nodiscard]] refusal too_large() const;

    input_buffer input_;
    std::size_t length_max_;
    std::size_t searched_ = 0; ///< of the bytes that wait: they hold no end
    std::uint64_t number_ = 0;
    bool failed_ = false;
};

} // namespace crier
