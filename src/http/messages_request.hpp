#pragma once

// What GET /api/v1/messages asks for, and how a message stands in its answer.

#include "protocol/filter_set.hpp"
#include "protocol/selection.hpp"

#include <crier/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace crier {

/// A JSON answer holds at most this many messages, and this many where nothing is said.
inline constexpr std::uint64_t listed_messages_max = 10'000;
inline constexpr std::uint64_t listed_messages_default = 100;

struct messages_request {
    filter_set wanted;
    bool chosen = false; ///< the URL names topics; else the filter is "#"
    start_point start;   ///< from the oldest kept where neither `since` nor `last` is given
    std::uint64_t limit = listed_messages_default;
    bool lines = false; ///< one message a line (NDJSON), rather than one JSON object
};

/// Reads a query, without its question mark, and an Accept header. Lines without a `limit` have
/// none; as JSON, `last=N` without a `limit` has N.
[[nodiscard]] result<messages_request> parse_messages_request(std::string_view query,
                                                              std::string_view accept);

/// Whether an Accept header asks for application/x-ndjson, and for nothing more than for that.
[[nodiscard]] bool prefers_lines(std::string_view accept);

/// Appends a message event and a line break; no other line break stands in it.
void append_message_line(std::string& out, const message& message);

} // namespace crier
