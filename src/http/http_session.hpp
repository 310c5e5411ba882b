#pragma once

// An HTTP connection: requests and answers, until it ends or becomes a stream of messages.

#include "async/transport.hpp"
#include "http/routes.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A request as Beast's WebSocket handshake wants it.
using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

/// A request for a stream of messages: what the connection is to be from now on.
struct stream_request {
    enum class kind {
        websocket,   ///< /ws, with an upgrade
        server_sent, ///< /events
    };
    kind wanted{};
    http_request asked;
    upgrade_request request; ///< the same, as the handshake wants it
};

/// Serves one connection. It doesn't know what streams are made of: it hands the request for one to
/// its caller, who may take the socket, or refuse and go on.
class http_session {
public:
    http_session(transport connection, http_context& context);

    /// Serves requests until the connection ends (nothing), or a client asks for a stream.
    [[nodiscard]] boost::asio::awaitable<std::optional<stream_request>> serve();

    /// Answers a request for a stream that can't be served; serve() may be called again after it.
    [[nodiscard]] boost::asio::awaitable<void> refuse(const upgrade_request& request,
                                                      http_response response);

    /// Takes the connection for a stream; the session is over.
    [[nodiscard]] transport release();

private:
    using request_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    [[nodiscard]] boost::asio::awaitable<boost::system::error_code> read(upgrade_request& request);
    [[nodiscard]] boost::asio::awaitable<boost::system::error_code>
    read_body(request_parser& parser);
    [[nodiscard]] boost::asio::awaitable<bool> write(const upgrade_request& request,
                                                     http_response response);
    [[nodiscard]] boost::asio::awaitable<bool>
    write_stream(const upgrade_request& request, const http_response& response, bool keep);
    [[nodiscard]] boost::asio::awaitable<void> refuse_unread(boost::system::error_code ec);
    [[nodiscard]] std::optional<http_request> translate(upgrade_request& request);

    http_context& context_;
    transport connection_;
    std::string peer_;
    boost::beast::flat_buffer buffer_;
    publish_quota quota_;
    event stop_;
    stopping::notifier stop_listener_;
    std::size_t body_bytes_max_ = 0; ///< of the request at hand
    bool first_ = true;
    bool open_ = true;
};

} // namespace crier
