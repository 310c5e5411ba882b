#pragma once

// Reading a history: a bounded number of messages at a time.

#include "history/recent.hpp"
#include "protocol/filter_set.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crier {

/// What to read. The limits keep one page's work short; a page has at least one message or looks
/// at least at one, so that reading always gets on.
struct page_request {
    offset after;
    filter_set filters;
    /// Where it isn't empty: nothing else after `after` matches, up to the last of these.
    /// Ascending.
    std::vector<offset> only{};
    std::uint64_t looked_at_max = 2048;
    std::size_t bytes_max = std::size_t{128} * 1024; ///< of payloads
};

/// Every message after page_request::after and up to `up_to` that matches, oldest first.
struct page {
    std::vector<message_ptr> messages;
    offset up_to;
};

/// Reads a page from the ring, which must cover `request.after`.
[[nodiscard]] page read_recent(const recent& kept, const page_request& request);

} // namespace crier
