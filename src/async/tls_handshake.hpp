#pragma once

// The beginning of TLS on a connection.

#include "async/event.hpp"
#include "async/transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace crier {

/// Shakes hands on a transport that was made secure. Why that failed: what the peer did wrong, or
/// that it took too long. Nothing when it is done.
[[nodiscard]] boost::asio::awaitable<std::optional<std::string>>
shake_hands(transport& connection, event::clock::time_point deadline);

/// The common name in the certificate that the peer showed and that was verified; empty where it
/// showed none, or one without such a name.
[[nodiscard]] std::string certificate_name(const transport& connection);

} // namespace crier
