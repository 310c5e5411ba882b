#pragma once

// What a shell is told so that it completes crier's commands, options and their values.

#include <string>
#include <string_view>

namespace crier {

/// `shell` is bash, zsh or fish.
[[nodiscard]] std::string completion_for(std::string_view shell);

} // namespace crier
