#include "access/token_key.hpp"

#include "access/public_key.hpp"

#include <algorithm>
#include <cctype>

namespace crier {
namespace {

/// Whether it is a key that isn't secret, in a form that isn't PEM, or not quite.
bool is_public(std::string_view text) {
    if (text.starts_with("ssh-") || text.starts_with("ecdsa-") || is_der_public_key(text))
        return true;
    const auto has = [text](std::string_view part) {
        return text.find(part) != std::string_view::npos;
    };
    // PEM without its first line, or with a broken one: RSA's and elliptic curves' numbers in
    // base64 are in every such key.
    if (has("PUBLIC KEY-") || has("CERTIFICATE-") || has("qhkiG9w0BAQ") || has("KoZIzj0CAQ"))
        return true;
    // A key or a set of keys as JSON.
    const auto first = std::ranges::find_if_not(
        text, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    return first != text.end() && *first == '{' && has("\"kty\"");
}

} // namespace

std::string_view name_of(token_algorithm algorithm) noexcept {
    switch (algorithm) {
    case token_algorithm::hs256:
        return "HS256";
    case token_algorithm::rs256:
        return "RS256";
    case token_algorithm::es256:
        return "ES256";
    }
    return "";
}

std::optional<refusal> check_secret(std::string_view secret) {
    if (secret.size() >= secret_bytes_min)
        return std::nullopt;
    return refusal{errc::internal, "the secret is " + std::to_string(secret.size()) +
                                       " bytes long and could be guessed; HS256 needs " +
                                       std::to_string(secret_bytes_min) +
                                       " or more (openssl rand -hex 32)"};
}

result<token_key> read_token_key(std::string_view text) {
    if (text.find("-----BEGIN ") != std::string_view::npos) {
        auto key = read_public_key(text);
        if (!key)
            return key.error();
        return token_key{std::nullopt, key->algorithm, std::move(key->pem)};
    }
    if (is_public(text)) {
        return refusal{errc::internal,
                       "this is a public key or a set of keys, and as a secret it would let "
                       "everybody sign; give a public key as PEM, a set as the JWKS file"};
    }
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (auto wrong = check_secret(text))
        return *wrong;
    return token_key{std::nullopt, token_algorithm::hs256, std::string{text}};
}

} // namespace crier
