#pragma once

// Finding messages without reading those between them.

#include "history/page.hpp"
#include "history/sequencer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

namespace crier {

/// Where in a stretch of a history the messages are that match, so that nothing else of it has to
/// be looked at. An empty one says nothing.
class listing {
public:
    listing() = default;
    /// `found`, ascending, is everything that matches after the first of them, or after
    /// `complete_after` where that is told, up to `up_to`.
    listing(std::vector<offset> found, offset up_to,
            std::optional<offset> complete_after = std::nullopt);

    [[nodiscard]] std::size_t size() const noexcept { return found_.size(); }
    /// The position after which the first of them comes; the end where there is none.
    [[nodiscard]] offset begins_after() const noexcept;
    /// Whether nothing else matches after where the search was to end.
    [[nodiscard]] bool is_complete() const noexcept { return complete_after_.has_value(); }

    /// Moves a request that goes on from within the stretch to the next message listed, and says
    /// which are next; one for what comes after the stretch stays as it is. Requests go forward.
    void narrow(page_request& request);

private:
    std::vector<offset> found_;
    std::optional<offset> complete_after_;
    offset up_to_;
    std::size_t next_ = 0;
};

/// Finds the last N matching messages. It goes from topic to topic by prev, newest first, so its
/// cost depends on N and on the number of topics, not on how much is kept.
class last_search {
public:
    /// Begins at the last message of each matching topic. Up to `after` nothing is looked for.
    last_search(const sequencer::topics& topics, const filter_set& filters, std::uint64_t count,
                offset after);

    /// The message whose prev is to be told next; nothing when the search has ended.
    [[nodiscard]] std::optional<offset> wanted() const;
    /// Says the prev of wanted().
    void tell(offset prev);
    /// What was found up to `last`: what is newer isn't committed yet, and comes by itself.
    [[nodiscard]] listing found(offset last) const;

private:
    std::priority_queue<offset> newest_; ///< of each topic, what hasn't been counted yet
    std::uint64_t missing_;
    offset after_;
    std::vector<offset> found_; ///< descending
};

/// Finds the last N matching messages by looking through the end of the ring, which costs nothing
/// for each topic; nothing where so many aren't among the newest few thousand.
[[nodiscard]] std::optional<listing> list_recent(const recent& kept, const filter_set& filters,
                                                 std::uint64_t count);

} // namespace crier
