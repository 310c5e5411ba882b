#pragma once

// Statistics of a stream that is followed: they change in place, and at the end they are a line.

#include "cli/following.hpp"
#include "cli/status_line.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace crier {

/// Follows until it has had enough, is told to stop, or the hub refuses, which is told, as is how
/// much has come, behind the words of `ending`, where there are any. Gives the exit status.
[[nodiscard]] boost::asio::awaitable<int> follow_with_tally(following& what, status_line& status,
                                                            const std::string& hub,
                                                            std::optional<std::string> ending);

} // namespace crier
