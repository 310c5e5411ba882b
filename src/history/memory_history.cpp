#include "history/memory_history.hpp"

#include "history/intake.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace crier {

memory_history::memory_history(boost::asio::any_io_executor executor, ledger& book,
                               const retention& limits, std::chrono::seconds session_age_max)
    : ring_history{book, limits, session_age_max}, executor_{std::move(executor)} {
    epoch_ = crier::epoch{random_bits()};
}

void memory_history::append(std::shared_ptr<append_batch> batch) {
    if (waiting_.empty()) {
        sequencer_.begin_group();
        waiting_since_ = std::chrono::steady_clock::now();
    }
    sequencer_.accept(*batch, now(), accepted_);
    note_numbered(book_, *batch);
    waiting_.push_back(std::move(batch));
    if (waiting_.size() == 1)
        boost::asio::post(executor_, [this] { commit(); });
}

void memory_history::commit() {
    // Whoever hears of a commit may append at once: that belongs to the next one.
    std::swap(accepted_, committing_);
    std::swap(waiting_, telling_);
    sequence_group group = sequencer_.changes();
    group.messages = std::move(committing_);
    note_accepted(group, commits_);
    note_stored(group, waiting_since_, commits_);
    for (const message_ptr& message : group.messages)
        recent_.add(message);
    trim();
    if (!group.messages.empty() && on_committed_)
        on_committed_(group.messages);
    group.messages.clear();
    committing_ = std::move(group.messages);
    for (const std::shared_ptr<append_batch>& batch : telling_)
        batch->committed.notify();
    telling_.clear();
}

offset memory_history::prev_of(offset at) const {
    return at > recent_.last() ? accepted_[at.value - recent_.last().value - 1]->prev
                               : ring_history::prev_of(at);
}

} // namespace crier
