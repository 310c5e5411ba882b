#include "unit/access/token_maker.hpp"

#include "protocol/json_text.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace crier {
namespace {

void need(bool good, const char* what) {
    if (!good)
        throw std::runtime_error{what};
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(::BIO* memory) {
    const char* text = nullptr;
    const auto size = BIO_get_mem_data(memory, &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string padded(const ::BIGNUM* number, int size) {
    std::string out(static_cast<std::size_t>(size), '\0');
    need(::BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), size) == size,
         "a number is too long");
    return out;
}

/// ES256's signature of 64 bytes, of ECDSA's in DER.
std::string joined(const std::vector<unsigned char>& der) {
    const unsigned char* at = der.data();
    const std::shared_ptr<::ECDSA_SIG> both{
        ::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ::ECDSA_SIG_free};
    need(both != nullptr, "no signature");
    return padded(::ECDSA_SIG_get0_r(both.get()), 32) + padded(::ECDSA_SIG_get0_s(both.get()), 32);
}

} // namespace

std::string encode_base64url(std::string_view bytes) {
    std::string out;
    append_base64(out, bytes);
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    out.resize(out.find_last_not_of('=') + 1);
    return out;
}

signing_key::signing_key(::EVP_PKEY* made) : key_{made, ::EVP_PKEY_free} {
    need(made != nullptr, "no key could be made");
}

const signing_key& signing_key::rsa() {
    static const signing_key key{EVP_RSA_gen(2048)};
    return key;
}

const signing_key& signing_key::other_rsa() {
    static const signing_key key{EVP_RSA_gen(2048)};
    return key;
}

const signing_key& signing_key::weak_rsa() {
    static const signing_key key{EVP_RSA_gen(1024)};
    return key;
}

const signing_key& signing_key::p256() {
    static const signing_key key{EVP_EC_gen("P-256")};
    return key;
}

const signing_key& signing_key::p384() {
    static const signing_key key{EVP_EC_gen("P-384")};
    return key;
}

const signing_key& signing_key::ed25519() {
    static const signing_key key{::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    return key;
}

bool signing_key::is_rsa() const {
    return ::EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA;
}

std::string signing_key::public_pem() const {
    const std::shared_ptr<::BIO> out{::BIO_new(::BIO_s_mem()), ::BIO_free_all};
    need(::PEM_write_bio_PUBKEY(out.get(), key_.get()) == 1, "no PEM");
    return text_of(out.get());
}

std::string signing_key::private_pem() const {
    const std::shared_ptr<::BIO> out{::BIO_new(::BIO_s_mem()), ::BIO_free_all};
    need(::PEM_write_bio_PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
             1,
         "no PEM");
    return text_of(out.get());
}

std::string signing_key::public_der() const {
    const std::shared_ptr<::BIO> out{::BIO_new(::BIO_s_mem()), ::BIO_free_all};
    need(::i2d_PUBKEY_bio(out.get(), key_.get()) == 1, "no DER");
    return text_of(out.get());
}

std::string signing_key::number(const char* name) const {
    ::BIGNUM* found = nullptr;
    need(::EVP_PKEY_get_bn_param(key_.get(), name, &found) == 1, "no such number");
    const std::shared_ptr<::BIGNUM> owned{found, ::BN_free};
    return encode_base64url(padded(found, is_rsa() ? BN_num_bytes(found) : 32));
}

std::string signing_key::web_key() const {
    if (is_rsa()) {
        return R"("kty":"RSA","n":")" + number(OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
               number(OSSL_PKEY_PARAM_RSA_E) + "\"";
    }
    return R"("kty":"EC","crv":"P-256","x":")" + number(OSSL_PKEY_PARAM_EC_PUB_X) + R"(","y":")" +
           number(OSSL_PKEY_PARAM_EC_PUB_Y) + "\"";
}

std::string signing_key::sign(std::string_view text) const {
    const std::shared_ptr<::EVP_MD_CTX> context{::EVP_MD_CTX_new(), ::EVP_MD_CTX_free};
    std::size_t size = 0;
    need(::EVP_DigestSignInit(context.get(), nullptr, ::EVP_sha256(), nullptr, key_.get()) == 1 &&
             ::EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1,
         "nothing can be signed");
    std::vector<unsigned char> out(size);
    need(::EVP_DigestSign(context.get(), out.data(), &size, bytes_of(text), text.size()) == 1,
         "nothing was signed");
    out.resize(size);
    return encode_base64url(is_rsa() ? std::string{out.begin(), out.end()} : joined(out));
}

std::string sign_with_secret(std::string_view secret, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    need(::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text),
                text.size(), out.data(), &size) != nullptr,
         "nothing was signed");
    return encode_base64url({reinterpret_cast<const char*>(out.data()), size});
}

std::string unsigned_token(std::string_view header, std::string_view payload) {
    return encode_base64url(header) + "." + encode_base64url(payload);
}

std::string make_token(const signing_key& key, std::string_view header, std::string_view payload) {
    const std::string text = unsigned_token(header, payload);
    return text + "." + key.sign(text);
}

std::string make_token(std::string_view secret, std::string_view header, std::string_view payload) {
    const std::string text = unsigned_token(header, payload);
    return text + "." + sign_with_secret(secret, text);
}

} // namespace crier
