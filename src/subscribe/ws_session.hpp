#pragma once

// A WebSocket subscriber, from the handshake on.

#include "subscribe/subscribe_request.hpp"
#include "subscribe/subscriber_context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace crier {

/// Accepts the upgrade, and then has it served until the connection ends.
[[nodiscard]] boost::asio::awaitable<void>
accept_ws_session(boost::asio::ip::tcp::socket socket,
                  boost::beast::http::request<boost::beast::http::string_body> upgrade,
                  subscribe_request request, subscriber_context& context);

} // namespace crier
