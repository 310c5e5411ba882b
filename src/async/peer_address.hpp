#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace crier {

/// Who is at the other end, as an address without its port: an IPv4 address that came through an
/// IPv6 socket is told as IPv4, and an IPv6 one without its zone. "unknown" when it has gone.
[[nodiscard]] std::string peer_address(const boost::asio::ip::tcp::socket& socket);

} // namespace crier
