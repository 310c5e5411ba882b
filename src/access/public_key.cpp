#include "access/public_key.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <memory>

namespace crier {
namespace {

template <auto release>
struct releaser {
    template <class T>
    void operator()(T* owned) const noexcept {
        release(owned);
    }
};
using bio_ptr = std::unique_ptr<::BIO, releaser<::BIO_free_all>>;
using number_ptr = std::unique_ptr<::BIGNUM, releaser<::BN_free>>;
using key_ptr = std::unique_ptr<::EVP_PKEY, releaser<::EVP_PKEY_free>>;
using context_ptr = std::unique_ptr<::EVP_PKEY_CTX, releaser<::EVP_PKEY_CTX_free>>;
using builder_ptr = std::unique_ptr<::OSSL_PARAM_BLD, releaser<::OSSL_PARAM_BLD_free>>;
using params_ptr = std::unique_ptr<::OSSL_PARAM, releaser<::OSSL_PARAM_free>>;
using certificate_ptr = std::unique_ptr<::X509, releaser<::X509_free>>;

/// Takes what failed calls left behind: TLS on this thread would take it for its own.
struct error_sweep {
    error_sweep() = default;
    ~error_sweep() { ::ERR_clear_error(); }
    error_sweep(const error_sweep&) = delete;
    error_sweep& operator=(const error_sweep&) = delete;
};

refusal unusable(std::string why) {
    return {errc::internal, std::move(why)};
}

bio_ptr reading(std::string_view text) {
    return bio_ptr{::BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

result<std::string> written(::EVP_PKEY* key) {
    const bio_ptr out{::BIO_new(::BIO_s_mem())};
    if (!out || ::PEM_write_bio_PUBKEY(out.get(), key) != 1)
        return unusable("the key can't be written as PEM");
    const char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return std::string{text, static_cast<std::size_t>(size)};
}

bool is_p256(::EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t size = 0;
    return ::EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1 &&
           std::string_view{name.data(), size} == "prime256v1";
}

result<token_algorithm> algorithm_of(::EVP_PKEY* key) {
    switch (::EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        if (const int bits = ::EVP_PKEY_get_bits(key); bits < rsa_bits_min) {
            return unusable("the RSA key has " + std::to_string(bits) + " bits; it needs " +
                            std::to_string(rsa_bits_min) + " or more");
        }
        return token_algorithm::rs256;
    case EVP_PKEY_EC:
        if (!is_p256(key))
            return unusable("the key is on another curve than P-256 (prime256v1)");
        return token_algorithm::es256;
    default:
        return unusable("the key is neither RSA nor on the curve P-256");
    }
}

result<public_key> checked(::EVP_PKEY* key) {
    const auto algorithm = algorithm_of(key);
    if (!algorithm)
        return algorithm.error();
    const context_ptr context{::EVP_PKEY_CTX_new(key, nullptr)};
    if (!context || ::EVP_PKEY_public_check(context.get()) != 1)
        return unusable("the key's numbers are not those of a public key");
    auto pem = written(key);
    if (!pem)
        return pem.error();
    return public_key{*algorithm, std::move(*pem)};
}

result<public_key> key_of(const char* type, ::OSSL_PARAM_BLD* builder) {
    const params_ptr params{::OSSL_PARAM_BLD_to_param(builder)};
    const context_ptr context{::EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    ::EVP_PKEY* made = nullptr;
    if (!params || !context || ::EVP_PKEY_fromdata_init(context.get()) != 1 ||
        ::EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return unusable("the key's numbers are not those of a public key");
    const key_ptr key{made};
    return checked(key.get());
}

number_ptr number(std::string_view bytes) {
    return number_ptr{::BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                  static_cast<int>(bytes.size()), nullptr)};
}

/// What isn't one "PUBLIC KEY", and how to make one of it.
std::optional<refusal> check_labels(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN ";
    const std::size_t first = pem.find(begin);
    if (pem.find("PRIVATE KEY-----") != std::string_view::npos) {
        return unusable("this is a private key, which the hub mustn't have; give the public one "
                        "(openssl pkey -in FILE -pubout)");
    }
    if (pem.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos) {
        return unusable("this is a certificate; give its public key (openssl x509 -in FILE "
                        "-noout -pubkey)");
    }
    if (pem.find("-----BEGIN RSA PUBLIC KEY-----") != std::string_view::npos) {
        return unusable("this is a public key in RSA's older form; give it in the common one "
                        "(openssl rsa -RSAPublicKey_in -in FILE -pubout)");
    }
    if (first == std::string_view::npos || pem.find(begin, first + 1) != std::string_view::npos)
        return unusable("there is not exactly one PEM block in it; give each key a file");
    return std::nullopt;
}

} // namespace

result<public_key> read_public_key(std::string_view pem) {
    const error_sweep sweep;
    if (auto wrong = check_labels(pem))
        return *wrong;
    const bio_ptr text = reading(pem);
    const key_ptr key{::PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr)};
    if (!key)
        return unusable("it has no PEM public key in it that can be read");
    return checked(key.get());
}

result<public_key> rsa_public_key(std::string_view modulus, std::string_view exponent) {
    const error_sweep sweep;
    const number_ptr n = number(modulus);
    const number_ptr e = number(exponent);
    const builder_ptr builder{::OSSL_PARAM_BLD_new()};
    if (!n || !e || !builder ||
        ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return unusable("the key's numbers can't be read");
    return key_of("RSA", builder.get());
}

result<public_key> p256_public_key(std::string_view x, std::string_view y) {
    const error_sweep sweep;
    constexpr std::size_t coordinate_bytes = 32;
    if (x.size() != coordinate_bytes || y.size() != coordinate_bytes)
        return unusable("a coordinate of a point on P-256 has 32 bytes");
    const std::string point = "\x04" + std::string{x} + std::string{y}; // uncompressed
    const builder_ptr builder{::OSSL_PARAM_BLD_new()};
    if (!builder ||
        ::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                          0) != 1 ||
        ::OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                           point.size()) != 1)
        return unusable("the key's numbers can't be read");
    return key_of("EC", builder.get());
}

bool is_der_public_key(std::string_view bytes) {
    const error_sweep sweep;
    const auto size = static_cast<long>(bytes.size());
    const auto* key_bytes = reinterpret_cast<const unsigned char*>(bytes.data());
    const key_ptr key{::d2i_PUBKEY(nullptr, &key_bytes, size)};
    if (key)
        return true;
    const auto* certificate_bytes = reinterpret_cast<const unsigned char*>(bytes.data());
    const certificate_ptr certificate{::d2i_X509(nullptr, &certificate_bytes, size)};
    return certificate != nullptr;
}

} // namespace crier
