#pragma once

// The layer under Beast's WebSocket: everything that leaves a connection, Beast's own frames too,
// goes through one outbox, so that nothing can land inside a frame of something else.

#include "broadcast/outbox.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <chrono>
#include <string_view>
#include <utility>

namespace crier {

/// A socket whose writes are queued: messages by the router, control frames by Beast. It meets
/// Beast's AsyncStream requirements.
class outbox_stream final : public flush_target {
public:
    using next_layer_type = boost::asio::ip::tcp::socket;
    using executor_type = next_layer_type::executor_type;
    using clock = std::chrono::steady_clock;

    /// Called when the socket takes no more, when it failed, and when the outbox left the live
    /// stream: when there is something for the session to see to. It must only wake somebody.
    class watcher {
    public:
        virtual void on_attention() = 0;

    protected:
        ~watcher() = default;
    };

    outbox_stream(next_layer_type socket, delivery_format format, std::size_t bytes_max,
                  flush_queue& queue, watcher& watched_by);

    [[nodiscard]] crier::outbox& outbox() noexcept { return outbox_; }
    [[nodiscard]] next_layer_type& next_layer() noexcept { return socket_; }
    [[nodiscard]] const next_layer_type& next_layer() const noexcept { return socket_; }
    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }

    /// One gathering write of what is queued, more only where the queue is in many pieces.
    void flush() override;

    /// Whether the socket took less than it was given: wait until it is writable, then unblock().
    [[nodiscard]] bool blocked() const noexcept { return blocked_; }
    void unblock();
    [[nodiscard]] boost::system::error_code failure() const noexcept { return failure_; }
    /// Since when the socket has taken no byte, while blocked.
    [[nodiscard]] clock::time_point stalled_since() const noexcept { return stalled_since_; }
    /// When something else than a control frame was last sent.
    [[nodiscard]] clock::time_point last_message() const noexcept { return last_message_; }
    void note_message() noexcept { last_message_ = clock::now(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }

    /// What Beast writes is a whole frame or a whole HTTP response. It is complete once all of it
    /// was sent: Beast then writes one at a time, and a peer that asks for pongs without reading
    /// them gets no queue of them.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const std::string bytes = boost::beast::buffers_to_string(buffers);
        queue_control(bytes);
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            control_write{*this, bytes.size()}, token, socket_);
    }

private:
    struct control_write {
        outbox_stream& stream;
        std::size_t bytes;
        bool begun = false;

        template <class Self>
        void operator()(Self& self, boost::system::error_code ec = {}) {
            if (!std::exchange(begun, true)) {
                boost::asio::post(stream.get_executor(), std::move(self));
                return;
            }
            if (!ec && stream.outbox_.has_control() && !stream.failure_)
                stream.unblock();
            if (!ec)
                ec = stream.failure_;
            if (ec || !stream.outbox_.has_control())
                self.complete(ec, ec ? 0 : bytes);
            else
                stream.socket_.async_wait(next_layer_type::wait_write, std::move(self));
        }
    };

    void queue_control(std::string_view bytes);
    void send(clock::time_point now);

    next_layer_type socket_;
    crier::outbox outbox_;
    watcher& watcher_;
    boost::system::error_code failure_;
    bool blocked_ = false;
    clock::time_point stalled_since_;
    clock::time_point last_message_ = clock::now();
};

// Beast closes the connection below a WebSocket through these.
inline void teardown(boost::beast::role_type role, outbox_stream& stream,
                     boost::system::error_code& ec) {
    boost::beast::websocket::teardown(role, stream.next_layer(), ec);
}

template <class Handler>
void async_teardown(boost::beast::role_type role, outbox_stream& stream, Handler&& handler) {
    boost::beast::websocket::async_teardown(role, stream.next_layer(),
                                            std::forward<Handler>(handler));
}

} // namespace crier
