#pragma once

// The manual page of a program that has options and no commands.

#include "options/command_line.hpp"

#include <string>

namespace crier {

/// What a program's page says beside its options. Entries are a line each: what it is about, two
/// blanks, and what is said of it. A section that is empty is left out.
struct program_manual {
    const char* does;        ///< in a few words, as whatis(1) shows it
    const char* description; ///< paragraphs, parted by empty lines
    const char* file;        ///< a --config file, as an example
    const char* environment; ///< entries: variables that are no options
    const char* statuses;    ///< entries
    const char* signals;     ///< entries
    const char* files;       ///< entries
    const char* examples;    ///< entries
    const char* see_also;    ///< other pages, with commas in between
};

/// The page for man, made of what --help says of the options, in their groups, and of `manual`.
[[nodiscard]] std::string manual_page(const command_line& line, const program_manual& manual);

} // namespace crier
