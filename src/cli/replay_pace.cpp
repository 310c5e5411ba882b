#include "cli/replay_pace.hpp"

#include <algorithm>
#include <charconv>

namespace crier {

std::optional<replay_speed> parse_speed(std::string_view text) {
    if (text == "max")
        return replay_speed{};
    double speed = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, speed, std::chars_format::fixed);
    if (read.ec != std::errc{} || read.ptr != end || !(speed > 0) || speed > 1e6)
        return std::nullopt;
    return replay_speed{speed};
}

replay_pace::clock::time_point replay_pace::due(timestamp recorded) {
    if (!speed_)
        return begun_;
    if (!first_)
        first_ = recorded;
    const auto later = std::max(recorded - *first_, timestamp::duration{0});
    const double scaled = static_cast<double>(later.count()) / *speed_;
    return begun_ + std::chrono::microseconds{static_cast<std::int64_t>(scaled)};
}

} // namespace crier
