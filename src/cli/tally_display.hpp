#pragma once

// Statistics that change in place while a stream is followed.

#include "cli/following.hpp"
#include "cli/status_line.hpp"

#include <boost/asio/awaitable.hpp>

namespace crier {

/// Shows what has come so far, until it is cancelled.
[[nodiscard]] boost::asio::awaitable<void> keep_tally_shown(const following& of,
                                                            status_line& status);

} // namespace crier
