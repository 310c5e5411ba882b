#pragma once

// Connecting to a hub by its name or address.

#include "async/event.hpp"
#include "async/transport.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

namespace crier {

/// A connection to options.host, with TLS where they say so, or why there is none by the deadline:
/// errc::timeout or errc::connection_ended. Tries every address that the name has. The options must
/// live until it is there.
[[nodiscard]] boost::asio::awaitable<result<transport>> dial(const connection_options& options,
                                                             event::clock::time_point deadline);

} // namespace crier
