#include "access/token_signature.hpp"

#include "access/base64url.hpp"

#include <jwt/jwt.hpp>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <exception>
#include <optional>
#include <string>

namespace crier {
namespace {

jwt::string_view seen(std::string_view text) {
    return {text.data(), text.size()};
}

/// cpp-jwt's own check compares texts up to the first difference, whose place can be timed.
bool is_authenticated(const token_key& key, std::string_view signed_part,
                      std::string_view signature) {
    const auto given = decode_base64url(signature);
    const auto [made, failed] =
        jwt::HMACSign<jwt::algo::HS256>::sign(seen(key.material), seen(signed_part));
    return given && !failed && !made.empty() && given->size() == made.size() &&
           ::CRYPTO_memcmp(given->data(), made.data(), made.size()) == 0;
}

template <class Algorithm>
bool is_verified(const token_key& key, std::string_view signed_part, std::string_view signature) {
    const auto [good, failed] =
        jwt::PEMSign<Algorithm>::verify(seen(key.material), seen(signed_part), seen(signature));
    return good && !failed;
}

bool check(const token_key& key, std::string_view signed_part, std::string_view signature) {
    switch (key.algorithm) {
    case token_algorithm::hs256:
        return is_authenticated(key, signed_part, signature);
    case token_algorithm::rs256:
        return is_verified<jwt::algo::RS256>(key, signed_part, signature);
    case token_algorithm::es256:
        return is_verified<jwt::algo::ES256>(key, signed_part, signature);
    }
    return false;
}

} // namespace

// Not jwt::decode(): it takes the algorithm from the token, knows "none" in any spelling, reads
// past its tables for bytes over 127, and converts claims of the wrong type unchecked.
bool is_signed_by(const token_key& key, std::string_view signed_part, std::string_view signature) {
    bool out = false;
    try {
        out = check(key, signed_part, signature);
    } catch (const std::exception&) { // out of memory
        out = false;
    }
    ::ERR_clear_error(); // TLS on this thread would take it for its own
    return out;
}

} // namespace crier
