#pragma once

#include "access/topic_filters.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// What a token has to say besides who signed it.
struct token_rules {
    std::string issuer;         ///< the "iss" that it must have; empty: any or none
    std::string audience;       ///< what must be its "aud", or among it; empty: any or none
    bool allow_endless = false; ///< whether it may come without "exp"
};

/// By how much the issuer's clock may differ from the hub's: a token is good so much before its
/// "nbf" and after its "exp".
inline constexpr std::chrono::seconds clock_leeway{5};

/// A token's "sub" is at most this long, in bytes.
inline constexpr std::size_t subject_bytes_max = 255;

/// What a token says about its bearer.
struct token_claims {
    std::optional<std::string> subject;   ///< "sub"
    std::optional<timestamp> expires_at;  ///< "exp" and the leeway; nothing: never
    std::optional<topic_filters> filters; ///< "crier": valid; nothing: others say what it may do
};

/// Reads a token's payload, whose signature is known to be good, and holds it against the rules.
/// errc::unauthorized with what is wrong: no JSON object, a claim of a wrong type or twice, an
/// invalid filter, not valid yet or any more, another issuer or audience. "exp" and "nbf" are
/// seconds since 1970, up to the year 9999. Claims that are not named here are not looked at.
[[nodiscard]] result<token_claims> read_claims(std::string_view payload, const token_rules& rules,
                                               timestamp now);

} // namespace crier
