#include "access/token_signature.hpp"

#include "support/catch.hpp"
#include "unit/access/token_maker.hpp"

#include <openssl/err.h>

#include <string>

namespace crier {
namespace {

const std::string secret(32, 's');
const std::string text = "eyJhbGciOiJub25lIn0.e30";

/// Good, then spoiled in each way.
void check(const token_key& key, const std::string& signature) {
    CHECK(is_signed_by(key, text, signature));
    CHECK_FALSE(is_signed_by(key, text + "x", signature));
    CHECK_FALSE(is_signed_by(key, text.substr(1), signature));
    CHECK_FALSE(is_signed_by(key, text, signature.substr(0, signature.size() - 4)));
    CHECK_FALSE(is_signed_by(key, text, signature + "AAAA"));
    CHECK_FALSE(is_signed_by(key, text, "AAAA"));
    for (const std::size_t place : {std::size_t{0}, signature.size() / 2}) {
        std::string spoiled = signature;
        spoiled[place] = spoiled[place] == 'A' ? 'B' : 'A';
        CHECK_FALSE(is_signed_by(key, text, spoiled));
    }
    CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a signature is checked by the key's algorithm", "[access]") {
    check({std::nullopt, token_algorithm::hs256, secret}, sign_with_secret(secret, text));
    check({std::nullopt, token_algorithm::rs256, signing_key::rsa().public_pem()},
          signing_key::rsa().sign(text));
    check({std::nullopt, token_algorithm::es256, signing_key::p256().public_pem()},
          signing_key::p256().sign(text));
}

TEST_CASE("another key's signature is none", "[access]") {
    const token_key rsa{std::nullopt, token_algorithm::rs256, signing_key::rsa().public_pem()};
    const token_key p256{std::nullopt, token_algorithm::es256, signing_key::p256().public_pem()};
    const token_key secret_key{std::nullopt, token_algorithm::hs256, secret};
    CHECK_FALSE(is_signed_by(rsa, text, signing_key::other_rsa().sign(text)));
    CHECK_FALSE(is_signed_by(rsa, text, signing_key::p256().sign(text)));
    CHECK_FALSE(is_signed_by(rsa, text, sign_with_secret(rsa.material, text)));
    CHECK_FALSE(is_signed_by(p256, text, signing_key::rsa().sign(text)));
    CHECK_FALSE(is_signed_by(p256, text, sign_with_secret(p256.material, text)));
    CHECK_FALSE(is_signed_by(p256, text, encode_base64url(std::string(64, '\0'))));
    CHECK_FALSE(is_signed_by(secret_key, text, sign_with_secret(secret + "s", text)));
}

TEST_CASE("a key that doesn't fit its algorithm checks nothing", "[access]") {
    for (const std::string& material : {std::string{"no key"}, signing_key::p256().public_pem()}) {
        const token_key odd{std::nullopt, token_algorithm::rs256, material};
        CHECK_FALSE(is_signed_by(odd, text, signing_key::p256().sign(text)));
        CHECK(::ERR_peek_error() == 0);
    }
}

} // namespace
} // namespace crier
