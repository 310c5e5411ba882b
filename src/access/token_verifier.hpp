#pragma once

#include "access/token_claims.hpp"
#include "access/token_keys.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <cstddef>
#include <string_view>

namespace crier {

/// A token is at most this long, in bytes.
inline constexpr std::size_t token_bytes_max = 8192;

/// What a signed JSON Web Token (RFC 7519, compact form) says, if one of `keys` signed it and it
/// keeps the rules. Else errc::unauthorized; the message says what is wrong and never has the
/// token, a part of its signature or a secret in it. The signature is checked before anything that
/// it covers is looked at, by the algorithm of the key; a token that names another is refused, as
/// is one with critical extensions ("crit"). Takes some ten microseconds and more: for a
/// connection, not for a message.
[[nodiscard]] result<token_claims> verify_token(std::string_view token, const token_keys& keys,
                                                const token_rules& rules, timestamp now);

} // namespace crier
