#pragma once

// What a command says: results on standard output, everything else on standard error.

#include <crier/error.hpp>

#include <string_view>

namespace crier {

/// Writes to standard output, at once. A reader that has gone ends the program, as everywhere.
void say(std::string_view text);

/// A line on standard error: "crier: …".
void complain(std::string_view text);
/// The same of what somebody refused, with its code where it has one of the protocol's.
void complain(std::string_view what, const refusal& why);

} // namespace crier
