#pragma once

#include "async/transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace crier {

/// How long a peer may take to close after the hub's last frame.
inline constexpr std::chrono::seconds linger_deadline{1};

/// Ends a connection on which everything was said: closing it with bytes unread would make the
/// kernel throw the last frame away, so it waits for the peer to close.
[[nodiscard]] boost::asio::awaitable<void> linger(transport& connection);

} // namespace crier
