#pragma once

// Appending JSON to a string: the part of a message's way to a browser that runs for every message.

#include <crier/message.hpp>

#include <string>
#include <string_view>

namespace crier {

/// Appends `text` as a JSON string with its quotes. Escapes what RFC 8259 section 7 asks for and
/// nothing else: other characters stand as they are. Each byte that isn't UTF-8 becomes U+FFFD: the
/// text of a message is checked when it is accepted, but a refusal quotes what was refused.
void append_json_string(std::string& out, std::string_view text);

/// Appends a time as RFC 3339 in UTC with six decimals: 2026-11-22T20:11:00.123456Z.
void append_time(std::string& out, timestamp time);

/// Appends a count of thousandths as a decimal number, without trailing zeros: 3120400 as 3120.4.
/// Microseconds become milliseconds this way, and milliseconds seconds.
void append_thousandths(std::string& out, std::uint64_t thousandths);

/// Appends `bytes` in base64 (RFC 4648 section 4, with padding), without quotes.
void append_base64(std::string& out, std::string_view bytes);

/// Appends a decimal number.
void append_number(std::string& out, std::uint64_t number);

} // namespace crier
