#pragma once

#include "async/event.hpp"
#include "async/transport.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <string_view>

namespace crier {

/// Writes everything, in one go where the kernel takes it all. asio::error::timed_out when the peer
/// took no byte for `patience`.
[[nodiscard]] boost::asio::awaitable<boost::system::error_code>
send_all(transport& connection, std::string_view bytes, event::clock::duration patience);

} // namespace crier
