#include "bench/byte_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>

namespace crier::bench {
namespace {

SSL_CTX* make_context() {
    SSL_CTX* out = SSL_CTX_new(TLS_client_method());
    if (out == nullptr)
        throw std::bad_alloc{};
    // One offer, so that every server encrypts with the same. The first that browsers ask for, too.
    SSL_CTX_set_min_proto_version(out, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(out, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_verify(out, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(out, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    // Without it each record is two calls of the kernel, one for its five bytes of header.
    SSL_CTX_set_read_ahead(out, 1);
    return out;
}

SSL* make_session(int descriptor) {
    static SSL_CTX* const context = make_context();
    SSL* out = SSL_new(context);
    if (out == nullptr || SSL_set_fd(out, descriptor) != 1)
        throw std::bad_alloc{};
    SSL_set_connect_state(out);
    return out;
}

void forget_errors() {
    ERR_clear_error();
    errno = 0;
}

} // namespace

void byte_stream::free_tls::operator()(SSL* session) const noexcept {
    SSL_free(session);
}

byte_stream::byte_stream(int descriptor, security how)
    : descriptor_{descriptor}, tls_{how == security::tls ? make_session(descriptor) : nullptr} {}

bool byte_stream::shake_hands() {
    if (!tls_)
        return true;
    forget_errors();
    if (SSL_do_handshake(tls_.get()) == 1)
        return true;
    expect_later("shaking hands");
    return false;
}

std::size_t byte_stream::send_some(std::string_view bytes) {
    if (!tls_) {
        errno = 0;
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            fail("sending");
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        std::size_t record = 0;
        forget_errors();
        if (SSL_write_ex(tls_.get(), bytes.data() + sent, bytes.size() - sent, &record) != 1) {
            expect_later("sending");
            break;
        }
        sent += record;
    }
    return sent;
}

void byte_stream::send_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t sent = send_some(bytes);
        bytes.remove_prefix(sent);
        if (sent == 0) {
            pollfd writable{descriptor_, POLLOUT, 0};
            ::poll(&writable, 1, 1000);
        }
    }
}

std::size_t byte_stream::receive(char* into, std::size_t room) {
    if (!tls_)
        return bench::receive(descriptor_, into, room);
    std::size_t got = 0;
    while (got < room) {
        std::size_t record = 0;
        forget_errors();
        if (SSL_read_ex(tls_.get(), into + got, room - got, &record) != 1) {
            // What came before the end is taken first; the end is found again.
            if (got == 0)
                expect_later("receiving");
            break;
        }
        got += record;
    }
    return got;
}

void byte_stream::expect_later(const std::string& what) const {
    const int why = SSL_get_error(tls_.get(), 0);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
        return;
    if (why == SSL_ERROR_ZERO_RETURN)
        throw std::runtime_error{"the server closed a connection"};
    if (why == SSL_ERROR_SYSCALL)
        fail(what);
    const char* const reason = ERR_reason_error_string(ERR_get_error());
    throw std::runtime_error{what + ": " + (reason != nullptr ? reason : "TLS failed")};
}

} // namespace crier::bench
