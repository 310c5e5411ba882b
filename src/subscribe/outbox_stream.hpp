#pragma once

// The layer under Beast's WebSocket: everything that leaves a connection, Beast's own frames too,
// goes through one outbox, so that nothing can land inside a frame of something else.

#include "subscribe/outbox_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <string_view>
#include <utility>

namespace crier {

/// A socket whose writes are queued: messages by the router, control frames by Beast. It meets
/// Beast's AsyncStream requirements.
class outbox_stream final : public outbox_socket {
public:
    using next_layer_type = socket_type;
    using executor_type = next_layer_type::executor_type;

    using outbox_socket::outbox_socket;

    [[nodiscard]] next_layer_type& next_layer() noexcept { return socket(); }
    [[nodiscard]] executor_type get_executor() { return socket().get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return socket().async_read_some(buffers, std::forward<Token>(token));
    }

    /// What Beast writes is a whole frame or a whole HTTP response. It is complete once all of it
    /// was sent: Beast then writes one at a time, and a peer that asks for pongs without reading
    /// them gets no queue of them.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const std::string bytes = boost::beast::buffers_to_string(buffers);
        queue_control(bytes);
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            control_write{*this, bytes.size()}, token, socket());
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
            if (!ec && stream.outbox().has_control() && !stream.failure())
                stream.unblock();
            if (!ec)
                ec = stream.failure();
            if (ec || !stream.outbox().has_control())
                self.complete(ec, ec ? 0 : bytes);
            else
                stream.socket().async_wait(next_layer_type::wait_write, std::move(self));
        }
    };

    void queue_control(std::string_view bytes);
};

// Where Beast would close the connection below a WebSocket. That is left to the session, which
// lingers: Beast (1.81) discards what one read takes and closes, and with more unread the kernel
// throws the close frame away.
template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, outbox_stream& stream, Handler&& handler) {
    boost::asio::post(stream.get_executor(),
                      boost::beast::bind_front_handler(std::forward<Handler>(handler),
                                                       boost::system::error_code{}));
}

} // namespace crier
