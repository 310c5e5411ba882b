#pragma once

// What a shell is told so that it completes the options of a program without commands.

#include "options/command_line.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// `shell` is bash, zsh or fish; nothing for any other.
[[nodiscard]] std::optional<std::string> program_completion(const command_line& line,
                                                            std::string_view shell);

} // namespace crier
