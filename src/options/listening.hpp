#pragma once

// Listening where an option says.

#include "options/units.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace crier {

/// Binds and listens. Throws std::runtime_error that says what is wrong with the address and which
/// option (`flag`) to change.
[[nodiscard]] boost::asio::ip::tcp::acceptor listen_on(const boost::asio::any_io_executor& executor,
                                                       const host_port& address,
                                                       const std::string& flag);

/// Where a program on this machine can connect: 127.0.0.1 or [::1] where every address is listened
/// on.
[[nodiscard]] std::string local_address(const boost::asio::ip::tcp::acceptor& listening);

} // namespace crier
