#pragma once

// How a broadcaster speaks, and the commands that change it.

#include <crier/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace crier {

struct manner {
    std::string text;
    std::chrono::microseconds min_interval{0};
    std::chrono::microseconds max_interval{0};
    bool paused = false;

    friend bool operator==(const manner&, const manner&) = default;
};

/// What a command makes of `now`:
/// {"text":…,"min_interval":"1s","max_interval":"10s","paused":true}, each member optional. A
/// command of which anything is wrong is refused as a whole.
[[nodiscard]] result<manner> obey_command(const manner& now, std::string_view command);

} // namespace crier
