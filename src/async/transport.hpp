#pragma once

// A connection's bytes: TCP, with TLS in between where that was agreed.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <openssl/types.h>

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace crier {

/// A connected socket that is read and written without blocking. Whoever is on the hot path calls
/// read_now() and write_now() and waits for the socket itself; Asio and Beast see a stream.
class transport {
public:
    using executor_type = boost::asio::any_io_executor;

    /// What a call came to: how many bytes, and why no more. would_block: wait for the socket.
    struct outcome {
        std::size_t bytes = 0;
        boost::system::error_code ec;
    };

    /// The connection is TCP's, without Nagle's delay.
    explicit transport(boost::asio::ip::tcp::socket connected);

    /// Keeps something for as long as there is the connection.
    void keep(std::shared_ptr<const void> kept) noexcept { kept_ = std::move(kept); }

    /// What the connection is called in the log; 0 where it has no name.
    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
    void set_id(std::uint64_t id) noexcept { id_ = id; }

    /// Sets TLS on top; `session` is made ready to shake hands (tls_handshake.hpp).
    void secure(SSL* session);
    [[nodiscard]] bool is_secure() const noexcept { return tls_ != nullptr; }
    /// The TLS session; nothing without one. It stays the transport's.
    [[nodiscard]] SSL* tls() const noexcept { return tls_.get(); }

    /// Reads what is there. eof once the peer has ended the connection.
    [[nodiscard]] outcome read_now(std::span<char> into);
    /// Whether read_now() has something to yield that the socket's readiness doesn't tell of.
    [[nodiscard]] bool has_unread() const noexcept;

    /// Writes as much as the socket takes. What counts as written is the transport's to send: with
    /// TLS some of it may still be here, then ec is would_block and has_unsent() true; call again,
    /// if with nothing, once the socket is writable.
    [[nodiscard]] outcome write_now(std::span<const iovec> pieces);
    [[nodiscard]] bool has_unsent() const noexcept { return unsent_ > 0; }

    /// Says that nothing more comes; false where the connection has ended.
    bool shutdown_send();

    [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }
    [[nodiscard]] const boost::asio::ip::tcp::socket& socket() const noexcept { return socket_; }
    [[nodiscard]] executor_type get_executor() noexcept { return socket_.get_executor(); }

    /// Asio's AsyncReadStream: completes with the error, if any, and the number of bytes.
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& into, Token&& token) {
        const boost::asio::mutable_buffer first = *boost::asio::buffer_sequence_begin(into);
        return run(
            [this, first] {
                return read_now({static_cast<char*>(first.data()), first.size()});
            },
            boost::asio::ip::tcp::socket::wait_read, std::forward<Token>(token));
    }

    /// Asio's AsyncWriteStream, likewise. It completes when what it took is sent.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token) {
        std::array<iovec, pieces_max> pieces{};
        std::size_t count = 0;
        const auto end = boost::asio::buffer_sequence_end(from);
        for (auto at = boost::asio::buffer_sequence_begin(from); at != end && count < pieces_max;
             ++at) {
            const boost::asio::const_buffer piece = *at;
            pieces[count++] = {const_cast<void*>(piece.data()), piece.size()};
        }
        return run(
            [this, pieces, count, taken = false]() mutable {
                const outcome came = write_now(std::span{pieces}.first(taken ? 0 : count));
                taken = taken || came.bytes > 0;
                return taken && !has_unsent() && is_full(came.ec) ? outcome{came.bytes, {}} : came;
            },
            boost::asio::ip::tcp::socket::wait_write, std::forward<Token>(token));
    }

private:
    struct free_tls {
        void operator()(SSL* session) const noexcept;
    };
    /// Up to so many pieces are written by one async_write_some().
    static constexpr std::size_t pieces_max = 16;

    [[nodiscard]] static bool is_full(boost::system::error_code ec) noexcept {
        return ec == boost::asio::error::would_block;
    }

    /// Tries until it comes to something, waiting for the socket in between.
    template <class Attempt, class Token>
    auto run(Attempt attempt, boost::asio::ip::tcp::socket::wait_type until, Token&& token) {
        auto step = [this, attempt, until, bytes = std::size_t{0}, tried = false,
                     told = boost::system::error_code{},
                     done = false](auto& self, boost::system::error_code ec = {}) mutable {
            if (!done && !ec) {
                const outcome came = attempt();
                bytes += came.bytes;
                told = came.ec;
                if (is_full(told)) {
                    tried = true;
                    socket_.async_wait(until, std::move(self));
                    return;
                }
                done = true;
                if (!tried) { // whoever began it must not hear of its end before it returns
                    boost::asio::post(std::move(self));
                    return;
                }
            }
            self.complete(ec ? ec : told, bytes);
        };
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            std::move(step), token, socket_);
    }

    [[nodiscard]] outcome write_plain(std::span<const iovec> pieces);
    [[nodiscard]] outcome write_records(std::span<const iovec> pieces);

    std::shared_ptr<const void> kept_;
    std::uint64_t id_ = 0;
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, free_tls> tls_;
    std::size_t unsent_ = 0; ///< of a record that the socket didn't take; OpenSSL holds its bytes
};

} // namespace crier
