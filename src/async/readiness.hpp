#pragma once

#include "async/event.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace crier {

/// Whether there is something to read before the deadline (an error or the end is something).
[[nodiscard]] boost::asio::awaitable<bool> wait_readable(boost::asio::ip::tcp::socket& socket,
                                                         event::clock::time_point deadline);

/// Whether a socket takes bytes again before the deadline. A kernel may say so only when much of
/// its buffer is free: who gives up at the deadline tries once more.
[[nodiscard]] boost::asio::awaitable<bool> wait_writable(boost::asio::ip::tcp::socket& socket,
                                                         event::clock::time_point deadline);

} // namespace crier
