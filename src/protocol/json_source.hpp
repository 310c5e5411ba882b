#pragma once

// Where something stands in a JSON text, for what is to go on exactly as it was written: a number
// that was read and written again may be another.

#include <string_view>

namespace crier {

/// The text of a member's value within `object`, which is one JSON object (parse_object() read it);
/// of the last where several have that name, as parse_object() has it. Empty where there is none.
[[nodiscard]] std::string_view member_source(std::string_view object, std::string_view member);

} // namespace crier
