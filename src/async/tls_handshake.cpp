#include "async/tls_handshake.hpp"

#include "async/readiness.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace crier {
namespace {

namespace asio = boost::asio;

std::string last_failure(SSL* session) {
    const long verified = SSL_get_verify_result(session);
    if (verified != X509_V_OK)
        return std::string{"the certificate is refused: "} +
               X509_verify_cert_error_string(verified);
    const unsigned long code = ERR_get_error();
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && (ERR_GET_REASON(code) == SSL_R_HTTP_REQUEST ||
                                             ERR_GET_REASON(code) == SSL_R_WRONG_VERSION_NUMBER))
        return "the other side doesn't speak TLS";
    if (const char* reason = ERR_reason_error_string(code))
        return reason;
    return errno != 0 ? std::generic_category().message(errno) : "the other side hung up";
}

struct free_certificate {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

} // namespace

asio::awaitable<std::optional<std::string>> shake_hands(transport& connection,
                                                        event::clock::time_point deadline) {
    SSL* session = connection.tls();
    for (;;) {
        ERR_clear_error();
        errno = 0;
        const int done = SSL_do_handshake(session);
        if (done == 1)
            co_return std::nullopt;
        const int wanted = SSL_get_error(session, done);
        bool ready = false;
        if (wanted == SSL_ERROR_WANT_READ)
            ready = co_await wait_readable(connection.socket(), deadline);
        else if (wanted == SSL_ERROR_WANT_WRITE)
            ready = co_await wait_writable(connection.socket(), deadline);
        else
            co_return last_failure(session);
        if (!ready)
            co_return "the handshake took too long";
    }
}

std::string certificate_name(const transport& connection) {
    if (!connection.is_secure())
        return {};
    const std::unique_ptr<X509, free_certificate> shown{
        SSL_get1_peer_certificate(connection.tls())};
    if (!shown || SSL_get_verify_result(connection.tls()) != X509_V_OK)
        return {};
    X509_NAME* subject = X509_get_subject_name(shown.get());
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0)
        return {};
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (size < 0)
        return {};
    std::string out{reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
    OPENSSL_free(text);
    return out;
}

} // namespace crier
