#pragma once

// Reading JSON that others wrote: every member is checked, and what is wrong is said by name.

#include <crier/error.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// The JSON object in `text`; errc::bad_json where it is none. `what` names the text in messages.
[[nodiscard]] result<boost::json::object> parse_object(std::string_view text,
                                                       std::string_view what);

/// A member that may be left out, or errc::bad_json where it is of another type.
[[nodiscard]] result<std::optional<std::string>> optional_string(const boost::json::object& object,
                                                                 std::string_view member);
[[nodiscard]] result<std::optional<std::uint64_t>>
optional_unsigned(const boost::json::object& object, std::string_view member);
[[nodiscard]] result<std::optional<std::vector<std::string>>>
optional_strings(const boost::json::object& object, std::string_view member);

/// Whether `text` is one whole JSON value, in UTF-8, nested at most 32 deep.
[[nodiscard]] std::optional<refusal> check_json(std::string_view text);

} // namespace crier
