#pragma once

// What a token's signature is checked with.

#include <crier/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// How a key signs (RFC 7518, section 3.1); each key has one algorithm alone.
enum class token_algorithm : std::uint8_t { hs256, rs256, es256 };

/// As it stands in a token's "alg".
[[nodiscard]] std::string_view name_of(token_algorithm algorithm) noexcept;

/// A secret of HS256 is at least this long, in bytes (RFC 7518, section 3.2).
inline constexpr std::size_t secret_bytes_min = 32;

/// One key, good for its algorithm and no other.
struct token_key {
    std::optional<std::string> id; ///< the "kid" of tokens that it signs
    token_algorithm algorithm{};
    std::string material; ///< HS256: the secret; else the public key as PEM
};

/// The key, without an id, in a file that holds `text`: a PEM public key (RSA of 2048 bits or more:
/// RS256; P-256: ES256), or else the raw secret of HS256, less one newline at its end.
/// errc::internal with what is wrong and what to do where it is neither: a secret that is too
/// short, and public keys of other forms, which as a secret would let everybody sign.
[[nodiscard]] result<token_key> read_token_key(std::string_view text);

/// Why these bytes can't be a secret of HS256; nothing when they can.
[[nodiscard]] std::optional<refusal> check_secret(std::string_view secret);

} // namespace crier
