#include "subscribe/outbox_socket.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <tuple>
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

void outbox_socket::run_through(std::unique_ptr<fault_line> faults) {
    faults_ = std::move(faults);
    outbox_.ask_owner();
}

bool outbox_socket::let_in(const delivery& run) {
    const auto verdict = faults_->judge();
    if (verdict == fault_line::verdict::repeat) // in a chunk of its own, where it is no message
        outbox_.push(encode_frame(run.messages.text()));
    return verdict != fault_line::verdict::lose;
}

/// Writes what of these may be sent now.
transport::outcome outbox_socket::write_through_faults(std::span<iovec> pieces,
                                                       clock::time_point now) {
    const std::size_t sendable = faults_->sendable(outbox_.bytes(), now);
    std::size_t count = 0;
    for (std::size_t left = sendable; count < pieces.size() && left > 0; ++count) {
        pieces[count].iov_len = std::min(pieces[count].iov_len, left);
        left -= pieces[count].iov_len;
    }
    transport::outcome out;
    if (count > 0 || connection_.has_unsent())
        out = connection_.write_now(pieces.first(count));
    faults_->sent(out.bytes);
    held_ = !out.ec && out.bytes == sendable && out.bytes < outbox_.bytes();
    return out;
}

boost::asio::awaitable<void> outbox_socket::wait_while_held() {
    co_await faults_->wait_until(faults_->held_until());
    stalled_since_ = clock::now(); // the client was given nothing that it could have taken
}

void outbox_socket::close() {
    boost::system::error_code ignored;
    connection_.socket().close(ignored);
    if (faults_)
        faults_->on_change();
}

void outbox_socket::flush() {
    if (blocked_) {
        if (held_) // what is new is late from now on
            std::ignore = faults_->sendable(outbox_.bytes(), clock::now());
        return;
    }
    stalled_since_ = clock::now();
    send(stalled_since_);
}

void outbox_socket::send(clock::time_point now) {
    std::array<iovec, pieces_max> pieces;
    if (outbox_.take_message_mark())
        last_message_ = now;
    while ((!outbox_.empty() || connection_.has_unsent()) && !blocked_ && !failure_) {
        const auto gathered = std::span{pieces}.first(outbox_.gather(pieces));
        const auto [sent, ec] =
            faults_ ? write_through_faults(gathered, now) : connection_.write_now(gathered);
        outbox_.consume(sent);
        if (sent > 0)
            stalled_since_ = now;
        blocked_ = held_ || ec == boost::asio::error::would_block;
        if (ec && ec != boost::asio::error::would_block)
            failure_ = ec;
    }
    if (blocked_ || failure_ || !outbox_.is_live())
        watcher_.on_attention();
}

void outbox_socket::unblock() {
    blocked_ = false;
    held_ = false;
    send(clock::now());
}

} // namespace crier
