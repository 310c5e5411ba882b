#pragma once

// POST /api/v1/publish/TOPIC: one message, published by whoever can send a request.

#include "history/append_batch.hpp"
#include "http/routes.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string_view>

namespace crier {

inline constexpr std::string_view publish_path = "/api/v1/publish/";

/// What a request wants published, and as whose message.
struct publish_request {
    publisher_id who;
    append_item item;
};

/// Reads a request below publish_path, whose body is the payload. Without Crier-Source the source
/// is the client's address. Crier-Session and Crier-Seq make it idempotent; without them the
/// session is the one given, which names no sequence.
[[nodiscard]] result<publish_request> read_publish_request(const http_request& request,
                                                           const std::string& session,
                                                           std::size_t payload_bytes_max);

/// What a Content-Type says of a payload: text/plain is text, application/json is JSON, and
/// everything else is binary.
[[nodiscard]] payload_format format_of(std::string_view content_type);

/// What became of a message: {"offset":N} once it is stored, also when that was before.
[[nodiscard]] http_response answer_outcome(const append_outcome& outcome, std::uint64_t seq);

/// Publishes, and answers once the message is stored.
[[nodiscard]] boost::asio::awaitable<http_response> answer_publish(const http_request& request,
                                                                   const http_context& context);

} // namespace crier
