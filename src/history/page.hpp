#pragma once

// Reading a history: a bounded number of messages at a time.

#include "history/recent.hpp"
#include "history/sequencer.hpp"
#include "protocol/filter_set.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace crier {

/// What to read. The limits keep one page's work short; a page has at least one message or looks
/// at least at one, so that reading always gets on.
struct page_request {
    offset after;
    filter_set filters;
    std::uint64_t looked_at_max = 4096;
    std::size_t bytes_max = std::size_t{256} * 1024; ///< of payloads
};

/// Every message after page_request::after and up to `up_to` that matches, oldest first.
struct page {
    std::vector<message_ptr> messages;
    offset up_to;
};

/// Reads a page from the ring, which must cover `request.after`.
[[nodiscard]] page read_recent(const recent& kept, const page_request& request);

/// Finds where the last N matching messages begin. It goes from topic to topic by prev, newest
/// first, so its cost depends on N and on the number of topics, not on how much is kept.
class last_search {
public:
    /// Begins at the last message of each matching topic. Offsets before `oldest` aren't kept.
    last_search(const sequencer::topics& topics, const filter_set& filters, std::uint64_t count,
                offset oldest);

    /// The message whose prev is to be told next; nothing when the search has ended.
    [[nodiscard]] std::optional<offset> wanted() const;
    /// Says the prev of wanted().
    void tell(offset prev);
    /// The position after which the messages are; `none` where nothing matches.
    [[nodiscard]] offset found_after(offset none) const noexcept;

private:
    std::priority_queue<offset> newest_; ///< of each topic, what hasn't been counted yet
    std::uint64_t missing_;
    offset oldest_;
    std::optional<offset> first_; ///< the oldest counted so far
};

} // namespace crier
