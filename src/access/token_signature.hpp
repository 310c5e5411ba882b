#pragma once

#include "access/token_key.hpp"

#include <string_view>

namespace crier {

/// Whether `signature`, which is base64url and not empty, is what `key` makes of `signed_part` (a
/// token up to its second dot) by the key's own algorithm. What the token says is not looked at.
[[nodiscard]] bool is_signed_by(const token_key& key, std::string_view signed_part,
                                std::string_view signature);

} // namespace crier
