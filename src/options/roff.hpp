#pragma once

// The pieces that manual pages are made of.

#include "options/option_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// Prose as roff: what troff gives a meaning is escaped; empty lines part paragraphs.
[[nodiscard]] std::string roff_text(std::string_view text);

/// How a page begins, up to its name: `does` says in a few words what the program is for.
[[nodiscard]] std::string roff_title(const std::string& program, const std::string& version,
                                     std::string_view does);

/// ".SH NAME" and what is in it; nothing where there is nothing.
[[nodiscard]] std::string roff_section(std::string_view name, const std::string& content);

[[nodiscard]] std::string roff_option(const option_text& option);

/// An entry for each line, which is what it is about, two blanks, and what is said of it:
/// "0  it is done".
[[nodiscard]] std::string roff_entries(std::string_view lines);

/// Lines of a file, as they are.
[[nodiscard]] std::string roff_example(std::string_view lines);

/// What ENVIRONMENT says of all options; `flag` is one of them.
[[nodiscard]] std::string roff_environment(const std::string& flag);

} // namespace crier
