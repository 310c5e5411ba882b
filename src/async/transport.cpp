#include "async/transport.hpp"

#include "async/socket_bio.hpp"

#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace crier {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// What one TLS record holds at most (RFC 8446, section 5.1).
constexpr std::size_t record_bytes_max = std::size_t{16} * 1024;

error_code last_socket_error() {
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return asio::error::would_block;
    return {errno, boost::system::system_category()};
}

/// Why an OpenSSL call on `session` did nothing.
error_code last_tls_error(const SSL* session) {
    switch (SSL_get_error(session, 0)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
        return asio::error::eof;
    case SSL_ERROR_SYSCALL:
        return errno != 0 ? last_socket_error() : error_code{asio::error::eof};
    default:
        return {static_cast<int>(ERR_get_error()), asio::error::get_ssl_category()};
    }
}

/// The same for a write. It waits to read where the peer has begun a change of keys, and not ended
/// it: who waited for the socket to be writable, which it is, would be busy for nothing. Clients
/// end at once what they begin; a server's session tickets may be on their way.
error_code last_write_error(const SSL* session) {
    if (SSL_want_read(session) && SSL_is_server(session) == 1)
        return asio::error::connection_aborted;
    return last_tls_error(session);
}

/// The pieces of a write, as records: small neighbours are put into one.
class records {
public:
    explicit records(std::span<const iovec> pieces) : pieces_{pieces} { drop_taken(); }

    /// The next record's bytes, valid until the next call; empty at the end.
    std::span<const char> next() {
        const auto first = take(record_bytes_max);
        if (first.empty() || first.size() == record_bytes_max || pieces_.empty())
            return first;
        std::size_t size = 0;
        for (auto part = first; !part.empty(); part = take(record_bytes_max - size)) {
            std::memcpy(buffer_.data() + size, part.data(), part.size());
            size += part.size();
        }
        return std::span{buffer_}.first(size);
    }

    /// Whether next() has another.
    [[nodiscard]] bool has_more() const noexcept { return !pieces_.empty(); }

    /// Bytes for a call of which OpenSSL looks at the number alone.
    static const char* any() noexcept { return buffer_.data(); }

private:
    /// The rest of the piece at hand, at most so much of it.
    std::span<const char> take(std::size_t bytes_max) {
        if (pieces_.empty())
            return {};
        const iovec& piece = pieces_.front();
        const std::size_t bytes = std::min(bytes_max, piece.iov_len - begun_);
        const std::span out{static_cast<const char*>(piece.iov_base) + begun_, bytes};
        begun_ += bytes;
        drop_taken();
        return out;
    }

    void drop_taken() noexcept {
        while (!pieces_.empty() && begun_ == pieces_.front().iov_len) {
            pieces_ = pieces_.subspan(1);
            begun_ = 0;
        }
    }

    std::span<const iovec> pieces_;
    std::size_t begun_ = 0; ///< bytes of the first piece that were taken
    static thread_local std::array<char, record_bytes_max> buffer_;
};

thread_local std::array<char, record_bytes_max> records::buffer_;

} // namespace

void transport::free_tls::operator()(SSL* session) const noexcept {
    SSL_free(session);
}

transport::transport(asio::ip::tcp::socket connected) : socket_{std::move(connected)} {
    error_code ignored; // a slower connection is a connection
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
}

void transport::secure(SSL* session) {
    tls_.reset(session);
    BIO* bytes = make_socket_bio(socket_.native_handle());
    SSL_set_bio(session, bytes, bytes);
    // A record that the socket didn't take is given again from elsewhere, and a long write is done
    // record by record.
    SSL_set_mode(session, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    // Of records without data one is read at a time, as long as others wait too.
    SSL_clear_mode(session, SSL_MODE_AUTO_RETRY);
}

transport::outcome transport::read_now(std::span<char> into) {
    if (!tls_) {
        const ssize_t bytes =
            ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
        if (bytes > 0)
            return {static_cast<std::size_t>(bytes), {}};
        if (bytes == 0)
            return {0, asio::error::eof};
        return errno == EINTR ? read_now(into) : outcome{0, last_socket_error()};
    }
    // What isn't data ends a read too, at the latest when it comes to another record's worth:
    // others wait. (With TLS 1.2 OpenSSL answers requests for another handshake as long as they
    // come.)
    limit_reading(SSL_get_rbio(tls_.get()), into.size() + 2 * record_bytes_max);
    std::size_t got = 0;
    while (got < into.size()) {
        std::size_t bytes = 0;
        ERR_clear_error();
        errno = 0;
        if (SSL_read_ex(tls_.get(), into.data() + got, into.size() - got, &bytes) != 1)
            break;
        got += bytes;
    }
    // After some bytes the same error comes again when nothing but it is left.
    return got > 0 ? outcome{got, {}} : outcome{0, last_tls_error(tls_.get())};
}

bool transport::has_unread() const noexcept {
    // Not SSL_has_pending(), for which a part of a record is something to read too.
    return tls_ && SSL_pending(tls_.get()) > 0;
}

transport::outcome transport::write_now(std::span<const iovec> pieces) {
    return tls_ ? write_records(pieces) : write_plain(pieces);
}

transport::outcome transport::write_plain(std::span<const iovec> pieces) {
    std::size_t wanted = 0;
    for (const iovec& piece : pieces)
        wanted += piece.iov_len;
    msghdr header{};
    header.msg_iov = const_cast<iovec*>(pieces.data());
    header.msg_iovlen = pieces.size();
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket_.native_handle(), &header, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return {0, last_socket_error()};
    const auto bytes = static_cast<std::size_t>(sent);
    return {bytes, bytes < wanted ? error_code{asio::error::would_block} : error_code{}};
}

/// A record that the socket doesn't take is encrypted all the same, and what would be written next
/// may be something else by then (a control frame goes ahead): so its bytes count as written.
transport::outcome transport::write_records(std::span<const iovec> pieces) {
    records wanted{pieces};
    outcome came;
    BIO* const socket = SSL_get_rbio(tls_.get()); // the writing one, too; tests change only that
    std::span<const char> record{records::any(), unsent_};
    if (record.empty())
        record = wanted.next();
    for (; !record.empty(); record = wanted.next()) {
        const bool is_new = unsent_ == 0;
        std::size_t bytes = 0;
        announce_more(socket, wanted.has_more());
        ERR_clear_error();
        errno = 0;
        const bool sent = SSL_write_ex(tls_.get(), record.data(), record.size(), &bytes) == 1;
        if (!sent)
            came.ec = last_write_error(tls_.get());
        // Where the peer asked for new keys the answer goes first: as long as the socket doesn't
        // take that, OpenSSL has not begun the record.
        const bool begun = sent || (is_full(came.ec) && SSL_in_init(tls_.get()) == 0);
        if (is_new && begun) {
            came.bytes += record.size();
            unsent_ = record.size();
        }
        if (!sent)
            break;
        unsent_ = 0;
    }
    announce_more(socket, false);
    return came;
}

bool transport::shutdown_send() {
    if (tls_ && SSL_is_init_finished(tls_.get()) == 1) {
        ERR_clear_error();
        SSL_shutdown(tls_.get()); // "close notify", where the socket takes it
    }
    error_code ec;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    return !ec;
}

} // namespace crier
