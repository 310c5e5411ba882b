#pragma once

// A WebSocket subscriber, from the handshake to the close.

#include "async/stopping.hpp"
#include "broadcast/router.hpp"
#include "history/history.hpp"
#include "subscribe/subscribe_request.hpp"

#include <crier/frame.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstddef>
#include <string>

namespace crier {

/// What every subscriber's session shares; it outlives them.
struct subscriber_context {
    crier::history& history;
    crier::router& router;
    flush_queue& flushes;
    stopping& stop;
    spdlog::logger& log;
    std::string hub_name;
    std::string version;
    std::chrono::steady_clock::duration heartbeat = std::chrono::seconds{15};
    std::size_t outbox_bytes_max = std::size_t{1024} * 1024;
    std::size_t payload_bytes_max = payload_bytes_default;
};

/// Accepts the upgrade and serves it until the connection ends.
[[nodiscard]] boost::asio::awaitable<void>
run_ws_session(boost::asio::ip::tcp::socket socket,
               boost::beast::http::request<boost::beast::http::string_body> upgrade,
               subscribe_request request, subscriber_context& context);

} // namespace crier
