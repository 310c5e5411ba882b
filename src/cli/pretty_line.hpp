#pragma once

// A stream as people like to read it, a line each.

#include "cli/stream_event.hpp"
#include "cli/style.hpp"

#include <optional>
#include <string>

namespace crier {

/// Time of day, time since the message before it on its topic, topic, source and payload, in
/// columns that grow with what they have to hold.
class pretty_lines {
public:
    explicit pretty_lines(style with) : style_{with} {}

    /// Without the line's end.
    [[nodiscard]] std::string message(const told_message& message);
    [[nodiscard]] std::string gap(const told_gap& gap) const;
    /// A message is missing on its topic that no gap told of; `known`: up to where it was complete.
    [[nodiscard]] std::string missing(const told_message& message, offset known) const;

private:
    style style_;
    std::size_t topic_columns_ = 0;
    std::size_t source_columns_ = 0;
    std::string last_date_;
};

/// +3.120 s: the time between two messages, in at most 9 columns.
[[nodiscard]] std::string delta_words(std::optional<std::chrono::microseconds> delta);

/// A payload in one line: control characters shown, of bytes how many and the first ones.
[[nodiscard]] std::string payload_words(payload_format format, std::string_view payload);

/// offsets 418 to 1199 are no longer kept (expired)
[[nodiscard]] std::string gap_words(const told_gap& gap);

} // namespace crier
