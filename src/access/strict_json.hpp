#pragma once

// Reading JSON on which somebody's rights depend: what two readers could take differently, or what
// isn't known, is refused.

#include <crier/error.hpp>

#include <boost/json/object.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// The JSON object in `text`, nested at most 32 deep. errc::bad_json where it is none or an object
/// anywhere in it has two members of one name; the message begins with `what` and the line and
/// column (in bytes, from 1).
[[nodiscard]] result<boost::json::object> parse_strictly(std::string_view text,
                                                         std::string_view what);

/// The first member that isn't one of `known`, as it is to be named; nothing when all are.
[[nodiscard]] std::optional<std::string>
unknown_member(const boost::json::object& object, std::initializer_list<std::string_view> known);

/// `text` in quotes, for a message: without control characters, and cut after 64 bytes.
[[nodiscard]] std::string in_quotes(std::string_view text);

} // namespace crier
