#include "async/tls_context.hpp"

#include <boost/asio/ip/address.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <new>
#include <stdexcept>
#include <string_view>

namespace crier {
namespace {

namespace ssl = boost::asio::ssl;

// Mozilla's "intermediate" suites for TLS 1.2 without finite-field Diffie-Hellman.
constexpr auto tls12_suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                              "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

[[noreturn]] void fail(const std::string& what, const boost::system::error_code& ec) {
    throw std::runtime_error{what + ": " + ec.message()};
}

/// Takes HTTP/1.1 where it is among the protocols offered.
int choose_http(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
    static constexpr unsigned char http[] = "\x08http/1.1"; // each name begins with its length
    unsigned char* found = nullptr;
    const int outcome =
        SSL_select_next_proto(&found, chosen_size, http, sizeof http - 1, offered, offered_size);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

SSL* make_session(SSL_CTX* context) {
    SSL* session = SSL_new(context);
    if (session == nullptr)
        throw std::bad_alloc{};
    return session;
}

bool is_address(const std::string& host) {
    boost::system::error_code ec;
    boost::asio::ip::make_address(host, ec);
    return !ec;
}

} // namespace

tls_context::tls_context(ssl::context::method side) : context_{side} {
    SSL_CTX* native = context_.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, tls12_suites);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_IGNORE_UNEXPECTED_EOF);
}

tls_context tls_context::server(const tls_files& files, client_certificate wanted) {
    tls_context out{ssl::context::tls_server};
    out.use_own(files);
    if (wanted == client_certificate::verified) {
        out.trust(files.authorities);
        out.context_.set_verify_mode(ssl::verify_peer);
        // Clients choose their certificate by the names of the authorities.
        SSL_CTX_set_client_CA_list(out.context_.native_handle(),
                                   SSL_load_client_CA_file(files.authorities.c_str()));
    }
    // Without it a resumed session would have to be refused where certificates are verified.
    constexpr std::string_view id = "crier";
    SSL_CTX_set_session_id_context(out.context_.native_handle(),
                                   reinterpret_cast<const unsigned char*>(id.data()),
                                   static_cast<unsigned>(id.size()));
    return out;
}

tls_context tls_context::client(const tls_files& files) {
    tls_context out{ssl::context::tls_client};
    if (!files.certificate.empty())
        out.use_own(files);
    if (files.authorities.empty())
        out.context_.set_default_verify_paths();
    else
        out.trust(files.authorities);
    out.context_.set_verify_mode(ssl::verify_peer);
    return out;
}

void tls_context::use_own(const tls_files& files) {
    boost::system::error_code ec;
    context_.use_certificate_chain_file(files.certificate, ec);
    if (ec)
        fail("the certificate " + files.certificate + " can't be read as PEM", ec);
    context_.use_private_key_file(files.key, ssl::context::pem, ec);
    if (ec)
        fail("the key " + files.key + " can't be read as PEM, or is not that of the certificate " +
                 files.certificate,
             ec);
}

void tls_context::trust(const std::string& file) {
    boost::system::error_code ec;
    context_.load_verify_file(file, ec);
    if (ec)
        fail("the certificates of the authorities in " + file + " can't be read as PEM", ec);
}

void tls_context::speak_http() {
    SSL_CTX_set_alpn_select_cb(context_.native_handle(), choose_http, nullptr);
}

SSL* tls_context::accept() const {
    SSL* session = make_session(const_cast<ssl::context&>(context_).native_handle());
    SSL_set_accept_state(session);
    return session;
}

SSL* tls_context::connect(const std::string& host) const {
    SSL* session = make_session(const_cast<ssl::context&>(context_).native_handle());
    SSL_set_connect_state(session);
    if (is_address(host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str());
    } else {
        SSL_set1_host(session, host.c_str());
        SSL_set_tlsext_host_name(session, host.c_str());
    }
    return session;
}

} // namespace crier
