#pragma once

// Makes keys and tokens, good and bad, with OpenSSL alone.

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace crier {

[[nodiscard]] std::string encode_base64url(std::string_view bytes);

/// A key pair that signs tokens.
class signing_key {
public:
    /// Keys are made once a program: RSA takes a while.
    [[nodiscard]] static const signing_key& rsa();       ///< 2048 bits
    [[nodiscard]] static const signing_key& other_rsa(); ///< another of 2048 bits
    [[nodiscard]] static const signing_key& weak_rsa();  ///< 1024 bits
    [[nodiscard]] static const signing_key& p256();
    [[nodiscard]] static const signing_key& p384();
    [[nodiscard]] static const signing_key& ed25519();

    [[nodiscard]] std::string public_pem() const;
    [[nodiscard]] std::string private_pem() const;
    [[nodiscard]] std::string public_der() const;
    /// The public key's members of a JSON Web Key, without the braces: "kty":"RSA","n":…
    [[nodiscard]] std::string web_key() const;

    /// The signature, in base64url, that RS256 or ES256 makes of `text`.
    [[nodiscard]] std::string sign(std::string_view text) const;

private:
    explicit signing_key(::EVP_PKEY* made);
    [[nodiscard]] std::string number(const char* name) const;
    [[nodiscard]] bool is_rsa() const;

    std::shared_ptr<::EVP_PKEY> key_;
};

/// The signature, in base64url, that HS256 makes of `text`.
[[nodiscard]] std::string sign_with_secret(std::string_view secret, std::string_view text);

/// Both texts in base64url with a dot between: what is signed.
[[nodiscard]] std::string unsigned_token(std::string_view header, std::string_view payload);

/// Whole tokens of these JSON texts.
[[nodiscard]] std::string make_token(const signing_key& key, std::string_view header,
                                     std::string_view payload);
[[nodiscard]] std::string make_token(std::string_view secret, std::string_view header,
                                     std::string_view payload);

} // namespace crier
