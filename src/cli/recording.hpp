#pragma once

// Recordings: files with a message on each line, as a hub's stream or as CloudEvents.

#include "cli/cloud_event.hpp"
#include "cli/stream_event.hpp"

#include <crier/error.hpp>
#include <crier/position.hpp>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

enum class recording_format {
    ndjson,      ///< the hub's own events: welcome, subscribed, message, gap
    cloudevents, ///< a message each
};

/// Where a recording that is there already stops.
struct recorded_end {
    /// Behind its last message or gap; before the first, where the history ended when it was begun.
    std::optional<position> at;
    bool is_begun = false;            ///< it holds a message or a gap
    std::vector<std::string> filters; ///< what it records, where it says so
    std::uint64_t messages = 0;
    std::uint64_t whole_bytes = 0; ///< of whole lines: what is behind them was cut off
};

/// Reads a recording to its end. errc::bad_json where it is none, with the line; no file is an
/// empty recording.
[[nodiscard]] result<recorded_end> read_end(const std::string& file, recording_format format);

/// "subscribed", as a stream says it and a recording keeps it: what it records.
[[nodiscard]] std::string subscribed_line(const std::vector<std::string>& filters);

/// The messages of a recording, in either format, one after the other.
class recording_reader {
public:
    explicit recording_reader(const std::string& file) : file_{file} {}

    [[nodiscard]] bool is_open() const { return file_.is_open(); }

    /// A line that is a message, or a gap, which is only told of.
    using entry = std::variant<told_message, told_gap>;
    /// The next one; nothing at the end. A last line that was cut off is not looked at. What a
    /// stream says besides is passed over. errc::bad_json, with the line's number, for another
    /// line.
    [[nodiscard]] result<std::optional<entry>> next();

    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
    /// Whether the last line was cut off, once next() gave nothing.
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }

private:
    std::ifstream file_;
    std::uint64_t line_ = 0;
    bool is_cut_ = false;
};

} // namespace crier
