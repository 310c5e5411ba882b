#pragma once

// Being told to stop, by Ctrl-C or by whoever started us.

#include <boost/asio/awaitable.hpp>

namespace crier {

/// Returns with the first SIGINT or SIGTERM. While nobody awaits it, a signal ends the program.
[[nodiscard]] boost::asio::awaitable<void> until_told_to_stop();

} // namespace crier
