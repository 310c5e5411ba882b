#pragma once

#include "access/token_key.hpp"

#include <crier/error.hpp>

#include <string>
#include <string_view>

namespace crier {

/// An RSA key has at least so many bits.
inline constexpr int rsa_bits_min = 2048;

/// A public key that tokens can be checked with, and the one algorithm that it is for.
struct public_key {
    token_algorithm algorithm{};
    std::string pem; ///< "PUBLIC KEY" (SubjectPublicKeyInfo)
};

/// The one public key in a PEM text; errc::internal with what is wrong and what to do where there
/// is none, another, or one too weak.
[[nodiscard]] result<public_key> read_public_key(std::string_view pem);

/// The key of these numbers, big-endian: RSA's modulus and exponent, or a point on P-256, whose
/// coordinates have 32 bytes each. Errors as above.
[[nodiscard]] result<public_key> rsa_public_key(std::string_view modulus,
                                                std::string_view exponent);
[[nodiscard]] result<public_key> p256_public_key(std::string_view x, std::string_view y);

/// Whether `bytes` are a public key or a certificate in DER.
[[nodiscard]] bool is_der_public_key(std::string_view bytes);

} // namespace crier
