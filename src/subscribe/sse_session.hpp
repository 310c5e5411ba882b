#pragma once

// A subscriber over server-sent events (WHATWG HTML, section 9.2).

#include "subscribe/subscribe_request.hpp"
#include "subscribe/subscriber_context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace crier {

/// Answers GET /events, whose header was read, and serves the stream until the connection ends.
[[nodiscard]] boost::asio::awaitable<void> run_sse_session(boost::asio::ip::tcp::socket socket,
                                                           subscribe_request request,
                                                           subscriber_context& context);

} // namespace crier
