#pragma once

// A connection to the web address: HTTP, until it asks for a stream of messages: a
// WebSocket, or server-sent events.

#include "http/routes.hpp"
#include "subscribe/ws_session.hpp"

#include <boost/asio/awaitable.hpp>

namespace crier {

/// What connections to the web address share; it outlives them.
struct web_context {
    http_context& http;
    subscriber_context& subscribers;
};

[[nodiscard]] boost::asio::awaitable<void> run_web_connection(transport connection,
                                                              web_context& context);

} // namespace crier
