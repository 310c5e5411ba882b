#pragma once

// What shells are told of options and arguments, the same for programs and for their commands.

#include "options/option_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// Within single quotes of every shell.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// Words with blanks in between.
[[nodiscard]] std::string joined_words(const std::vector<std::string>& words);

/// A bash function with this body, for the program. The body sets `words`, or `files` to yes, by
/// `word`, which is completed, and `before`, the one before it.
[[nodiscard]] std::string bash_function(const std::string& program, const std::string& body);
/// Such a body, or a part of one, for what has these options and arguments.
[[nodiscard]] std::string bash_words(const std::vector<option_text>& options,
                                     const std::string& indent);

/// A file of zsh's functions with this body, for the program.
[[nodiscard]] std::string zsh_function(const std::string& program, const std::string& body);
/// The call of _arguments for these options and arguments.
[[nodiscard]] std::string zsh_arguments(const std::vector<option_text>& options,
                                        const std::string& indent);
/// zsh's specifications give some marks a meaning.
[[nodiscard]] std::string zsh_text(std::string_view text);

/// Lines that each begin with `begin`, "complete -c PROGRAM" and perhaps a condition.
[[nodiscard]] std::string fish_lines(const std::vector<option_text>& options,
                                     const std::string& begin);

} // namespace crier
