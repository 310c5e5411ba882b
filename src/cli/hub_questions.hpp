#pragma once

// What a hub says of itself over HTTP.

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/message.hpp>
#include <crier/position.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// For a query: everything but A-Z a-z 0-9 - . _ ~ / becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// topics=a/%23&topics=b, each filter a parameter of its own.
[[nodiscard]] std::string topics_query(const std::vector<std::string>& filters);

/// An answer as it was written, and as JSON.
struct told_object {
    std::string text;
    boost::json::object object;
};

/// GET of a path with its query. What isn't answered with 200 and an object is a refusal, in the
/// hub's words where it has any.
[[nodiscard]] boost::asio::awaitable<result<told_object>> ask_for_object(connection_options web,
                                                                         std::string target);

/// Behind which position the first message stands that the hub accepted at or after this time, of
/// those that match; at the end, where all are older. It asks some twenty times, however long the
/// history is: a history is in the order of time.
[[nodiscard]] boost::asio::awaitable<result<position>>
find_time(connection_options web, std::vector<std::string> filters, timestamp time);

} // namespace crier
