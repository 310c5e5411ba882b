#include "history/memory_history.hpp"

#include "history/intake.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace crier {

memory_history::memory_history(boost::asio::any_io_executor executor, ledger& book,
                               const retention& limits, std::chrono::seconds session_age_max)
    : executor_{std::move(executor)},
      book_{book},
      epoch_{random_bits()},
      sequencer_{book, session_age_max},
      recent_{limits} {}

void memory_history::on_committed(commit_handler handler) {
    on_committed_ = std::move(handler);
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

boost::asio::awaitable<result<page>> memory_history::read(page_request request) {
    request.after = std::max(request.after, recent_.oldest().previous());
    co_return read_recent(recent_, request);
}

boost::asio::awaitable<result<listing>>
memory_history::find_last(filter_set filters, std::uint64_t count, offset after) {
    if (after == offset{}) {
        if (auto found = list_recent(recent_, filters, count))
            co_return std::move(*found);
    }
    after = std::max(after, recent_.oldest().previous());
    last_search search{sequencer_.known_topics(), filters, count, after};
    while (const auto wanted = search.wanted())
        search.tell(prev_of(*wanted));
    co_return search.found(recent_.last());
}

offset memory_history::prev_of(offset at) const {
    return at > recent_.last() ? accepted_[at.value - recent_.last().value - 1]->prev
                               : recent_.at(at)->prev;
}

void memory_history::trim() {
    recent_.trim(now());
}

} // namespace crier
