#pragma once

#include "access/token_key.hpp"

#include <crier/error.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace crier {

/// A set has at most this many keys.
inline constexpr std::size_t json_web_keys_max = 128;

/// The keys in a JSON Web Key Set (RFC 7517) that tokens can be checked with: RSA for RS256, P-256
/// for ES256, "oct" for HS256, also where "alg" is left out. Other kinds, algorithms and uses are
/// skipped. The message begins with `what`: errc::bad_json where the text isn't a set, a key of
/// these kinds is malformed, too weak or private, or none is left.
[[nodiscard]] result<std::vector<token_key>> read_json_web_keys(std::string_view text,
                                                                std::string_view what);

} // namespace crier
