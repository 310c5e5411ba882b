#pragma once

// What a hub says in a stream, taken apart.

#include "cli/told_message.hpp"

#include <crier/error.hpp>
#include <crier/position.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace crier {

/// The first event of each connection.
struct told_welcome {
    std::string hub;
    crier::epoch epoch;
    crier::offset last; ///< the history's, at that moment
};

/// Messages after `after` and before `before` are no longer kept.
struct told_gap {
    offset after;
    offset before;
    std::string reason; ///< expired or epoch_changed
};

/// live, heartbeat, drain, and what later hubs say.
struct other_event {
    std::string type;
};

using stream_event = std::variant<told_message, told_welcome, told_gap, other_event>;

/// Reads one JSON object with a "type", as a stream or a recording has it.
[[nodiscard]] result<stream_event> parse_stream_event(std::string_view json);

} // namespace crier
