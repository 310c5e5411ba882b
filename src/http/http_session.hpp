#pragma once

// An HTTP connection: requests and answers, until it ends or becomes a WebSocket.

#include "http/routes.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A request as Beast's WebSocket handshake wants it.
using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

/// Serves one connection. It doesn't know WebSocket: it hands an upgrade to its caller, who may
/// take the socket, or refuse and go on.
class http_session {
public:
    http_session(boost::asio::ip::tcp::socket socket, http_context& context);

    /// Serves requests until the connection ends (nothing), or a client asks for /ws to become a
    /// WebSocket.
    [[nodiscard]] boost::asio::awaitable<std::optional<upgrade_request>> serve();

    /// Answers an upgrade that can't be served; serve() may be called again after it.
    [[nodiscard]] boost::asio::awaitable<void> refuse(const upgrade_request& request,
                                                      const http_response& response);

    /// Takes the socket after an upgrade; the session is over.
    [[nodiscard]] boost::asio::ip::tcp::socket release_socket();

private:
    [[nodiscard]] boost::asio::awaitable<boost::system::error_code> read(upgrade_request& request);
    [[nodiscard]] boost::asio::awaitable<bool> write(const upgrade_request& request,
                                                     http_response response);
    [[nodiscard]] boost::asio::awaitable<void> refuse_bad_request(boost::system::error_code ec);

    http_context& context_;
    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    event stop_;
    stopping::listener stop_listener_;
    bool first_ = true;
    bool open_ = true;
};

} // namespace crier
