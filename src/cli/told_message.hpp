#pragma once

// A message as the hub's JSON tells it: on a line of a stream, of an export or of a recording.

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

struct told_message {
    std::string topic;
    crier::offset offset;
    crier::offset prev;
    timestamp time;
    std::optional<timestamp> sent;
    std::string source;
    std::uint64_t seq = 0;
    std::optional<std::chrono::microseconds> delta;
    payload_format format = payload_format::text;
    std::string payload; ///< JSON exactly as it was written
};

/// Reads a whole message event ("type" is the caller's to look at). errc::bad_json, with what is
/// wrong by name.
[[nodiscard]] result<told_message> parse_told_message(std::string_view json);

/// What is to be published: the same JSON, of which only "topic" and "data" or "data_base64" are
/// needed, and what the hub alone says is not looked at. "content_type" may say what a string in
/// "data" is: text/plain (unless given), application/json (the string is JSON's text), or anything
/// else (its bytes are binary).
struct line_to_publish {
    std::string topic;
    payload_format format = payload_format::text;
    std::string payload;
};

/// `topic`: where the line names none; empty: it must name one.
[[nodiscard]] result<line_to_publish> parse_line_to_publish(std::string_view json,
                                                            std::string_view topic);

/// "data" or "data_base64", with what it is.
[[nodiscard]] result<std::pair<payload_format, std::string>> parse_payload(std::string_view json);

/// The time in a member; errc::bad_json where it is none, nothing where it is left out.
[[nodiscard]] result<std::optional<timestamp>> optional_time(std::string_view json,
                                                             std::string_view member);

} // namespace crier
