// A peer that begins what comes between records of data, and doesn't end it. OpenSSL sends no such
// thing, so its records are made here.

#include "async/transport.hpp"

#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <boost/asio/write.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/ssl.h>

#include <array>

namespace crier {
namespace {

namespace asio = boost::asio;
using bytes = std::vector<unsigned char>;

/// The secret of a client's records, once it has shaken hands: OpenSSL tells it as text.
bytes client_secret;

void note_secret(const SSL* /*session*/, const char* line) {
    const std::string_view text{line};
    if (!text.starts_with("CLIENT_TRAFFIC_SECRET_0 "))
        return;
    client_secret.clear();
    for (std::size_t at = text.rfind(' ') + 1; at + 1 < text.size(); at += 2)
        client_secret.push_back(
            static_cast<unsigned char>(std::stoi(std::string{text.substr(at, 2)}, nullptr, 16)));
}

/// HKDF-Expand-Label (RFC 8446, section 7.1) of the secret, without a context.
bytes expand(std::string label, std::size_t size) {
    EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "TLS13-KDF", nullptr);
    EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
    EVP_KDF_free(kdf);
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    std::string digest = "SHA256";
    std::string prefix = "tls13 ";
    const std::array<OSSL_PARAM, 6> params{
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, client_secret.data(),
                                          client_secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PREFIX, prefix.data(), prefix.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_LABEL, label.data(), label.size()),
        OSSL_PARAM_construct_end()};
    bytes out(size);
    const int derived = EVP_KDF_derive(context, out.data(), out.size(), params.data());
    EVP_KDF_CTX_free(context);
    REQUIRE(derived == 1);
    return out;
}

/// The client's first record after its handshake, with this handshake message or a part of it.
bytes first_record(bytes content) {
    content.push_back(SSL3_RT_HANDSHAKE);
    const bytes key = expand("key", 16);
    const bytes nonce = expand("iv", 12); // as the record's number is 0
    bytes out{SSL3_RT_APPLICATION_DATA, 3, 3, 0, static_cast<unsigned char>(content.size() + 16)};
    const std::size_t header = out.size();
    out.resize(header + content.size() + 16);
    EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
    int size = 0;
    EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), nullptr, key.data(), nonce.data());
    EVP_EncryptUpdate(cipher, nullptr, &size, out.data(), static_cast<int>(header));
    EVP_EncryptUpdate(cipher, out.data() + header, &size, content.data(),
                      static_cast<int>(content.size()));
    EVP_EncryptFinal_ex(cipher, out.data() + header + size, &size);
    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, out.data() + header + content.size());
    EVP_CIPHER_CTX_free(cipher);
    return out;
}

// It was taken for a socket without room, which it had: whoever wrote tried again without waiting.
TEST_CASE("a client that doesn't end a change of keys is an error to who writes", "[async]") {
    connected_pair pair;
    const auto& made = test_certificates::get();
    const auto failed =
        pair.secure(tls_context::server(made.server, tls_context::client_certificate::unasked),
                    tls_context::client(made.trusted()), "localhost", [](SSL* session) {
                        SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(session), note_secret);
                        SSL_set_ciphersuites(session, "TLS_AES_128_GCM_SHA256");
                    });
    REQUIRE_FALSE(failed.server);
    const bytes part = first_record({SSL3_MT_KEY_UPDATE, 0, 0, 1}); // a byte follows, or should
    asio::write(pair.client->socket(), asio::buffer(part));
    pair.await_bytes(*pair.server);
    std::array<char, 100> some{};
    REQUIRE(pair.server->read_now(some).ec == asio::error::would_block);
    std::string text = "hello";
    const iovec piece{text.data(), text.size()};
    const auto came = pair.server->write_now({&piece, 1});
    CHECK(came.bytes == 0);
    CHECK(came.ec == asio::error::connection_aborted);
}

} // namespace
} // namespace crier
