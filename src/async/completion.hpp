#pragma once

// How our coroutines await: errors come back as values, never as exceptions.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace crier {

/// The completion token of every operation that may fail:
/// `const auto [ec, bytes] = co_await socket.async_read_some(buffer, as_result);`
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace crier
