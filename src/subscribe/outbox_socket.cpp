#include "subscribe/outbox_socket.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace crier {
namespace {

// Pieces of one gathering write; IOV_MAX is 1024, but what is in so many pieces is short anyway.
constexpr std::size_t pieces_max = 64;

} // namespace

outbox_socket::outbox_socket(socket_type socket, delivery_format format, std::size_t bytes_max,
                             flush_queue& queue, watcher& watched_by)
    : socket_{std::move(socket)}, outbox_{format, bytes_max, queue, *this}, watcher_{watched_by} {
    boost::system::error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
}

void outbox_socket::flush() {
    if (blocked_)
        return;
    stalled_since_ = clock::now();
    send(stalled_since_);
}

void outbox_socket::send(clock::time_point now) {
    std::array<iovec, pieces_max> pieces;
    if (outbox_.take_message_mark())
        last_message_ = now;
    while (!outbox_.empty() && !blocked_ && !failure_) {
        msghdr header{};
        header.msg_iov = pieces.data();
        header.msg_iovlen = outbox_.gather(pieces);
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < header.msg_iovlen; ++i)
            wanted += pieces[i].iov_len;
        const ssize_t sent =
            ::sendmsg(socket_.native_handle(), &header, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0) {
            outbox_.consume(static_cast<std::size_t>(sent));
            stalled_since_ = now;
            blocked_ = static_cast<std::size_t>(sent) < wanted;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            blocked_ = true;
        } else if (errno != EINTR) {
            failure_.assign(errno, boost::system::system_category());
        }
    }
    if (blocked_ || failure_ || !outbox_.is_live())
        watcher_.on_attention();
}

void outbox_socket::unblock() {
    blocked_ = false;
    send(clock::now());
}

} // namespace crier
