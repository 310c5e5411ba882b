#include "subscribe/outbox_socket.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <span>
#include <utility>

namespace crier {
namespace {

// Pieces of one gathering write; IOV_MAX is 1024, but what is in so many pieces is short anyway.
constexpr std::size_t pieces_max = 64;

} // namespace

outbox_socket::outbox_socket(transport connection, delivery_format format, std::size_t bytes_max,
                             flush_queue& queue, watcher& watched_by)
    : connection_{std::move(connection)},
      outbox_{format, bytes_max, queue, *this},
      watcher_{watched_by} {}

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
    while ((!outbox_.empty() || connection_.has_unsent()) && !blocked_ && !failure_) {
        const std::size_t count = outbox_.gather(pieces);
        const auto [sent, ec] = connection_.write_now(std::span{pieces}.first(count));
        outbox_.consume(sent);
        if (sent > 0)
            stalled_since_ = now;
        blocked_ = ec == boost::asio::error::would_block;
        if (ec && !blocked_)
            failure_ = ec;
    }
    if (blocked_ || failure_ || !outbox_.is_live())
        watcher_.on_attention();
}

void outbox_socket::unblock() {
    blocked_ = false;
    send(clock::now());
}

} // namespace crier
