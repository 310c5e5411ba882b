#pragma once

// One message, from a publisher through the hub to a subscriber.

#include "cli/publishing_flags.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace crier {

/// Publishes a message on this topic once somebody follows it, and gives how long it took until it
/// came; errc::timeout where it doesn't in time, or what else went wrong.
[[nodiscard]] boost::asio::awaitable<result<std::chrono::microseconds>>
make_round_trip(const publishing_flags& as, std::string topic);

} // namespace crier
