#pragma once

// Connecting to a host by its name or address.

#include "async/event.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>

namespace crier {

/// A connected socket without Nagle's delay, or why there is none by the deadline: errc::timeout or
/// errc::connection_ended. Tries every address that the name has.
[[nodiscard]] boost::asio::awaitable<result<boost::asio::ip::tcp::socket>>
dial(std::string host, std::uint16_t port, event::clock::time_point deadline);

} // namespace crier
