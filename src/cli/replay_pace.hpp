#pragma once

// When the messages of a recording are due.

#include <crier/message.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace crier {

/// How much faster than it was recorded: 1 is as it was, 10 ten times as fast. Nothing: without
/// any waiting.
using replay_speed = std::optional<double>;

/// Reads a number over 0 and at most 1,000,000, or `max`; nothing for anything else.
[[nodiscard]] std::optional<replay_speed> parse_speed(std::string_view text);

/// The first message is due at once, each other one as long after it as it was then, divided by the
/// speed. A message that is older than one before it is due at once.
class replay_pace {
public:
    using clock = std::chrono::steady_clock;

    replay_pace(replay_speed speed, clock::time_point begun) : speed_{speed}, begun_{begun} {}

    [[nodiscard]] clock::time_point due(timestamp recorded);

private:
    replay_speed speed_;
    clock::time_point begun_;
    std::optional<timestamp> first_;
};

} // namespace crier
