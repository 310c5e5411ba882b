#pragma once

#include <boost/asio/awaitable.hpp>

namespace crier {

/// Runs a program on a loop of its own until it gives its exit status; what it throws, this throws.
/// Whatever is still under way then isn't waited for: the look-up of a name may take longer than
/// anybody waits.
[[nodiscard]] int run_program(boost::asio::awaitable<int> program);

} // namespace crier
