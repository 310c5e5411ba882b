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

/// The opposite: closes the socket so that the peer sees it break, and gets nothing of what is
/// still on its way.
void break_off(boost::asio::ip::tcp::socket& socket);

} // namespace crier
