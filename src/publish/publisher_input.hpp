#pragma once

#include "protocol/frame_decoder.hpp"
#include "protocol/line_decoder.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <variant>

namespace crier {

/// What a publisher says: frames, or lines of text where its first byte is one of a text. A frame's
/// first byte is that of its length, which no text's can be: such a frame would have 512 MiB.
class publisher_input {
public:
    using said = std::variant<frame, text_line>;

    explicit publisher_input(std::size_t payload_bytes_max)
        : payload_bytes_max_{payload_bytes_max}, frames_{payload_bytes_max + frame_overhead_max} {}

    /// As frame_decoder and line_decoder have it.
    [[nodiscard]] std::span<char> room(std::size_t busy_bytes);
    void received(std::size_t bytes);
    [[nodiscard]] result<std::optional<said>> next();
    /// Whether some of a frame or a line has come, but not all of it.
    [[nodiscard]] bool in_part() const noexcept;

    [[nodiscard]] bool speaks_lines() const noexcept { return lines_.has_value(); }

private:
    std::size_t payload_bytes_max_;
    frame_decoder frames_;
    std::optional<line_decoder> lines_;
    bool begun_ = false;
};

} // namespace crier
