#include "history/ring_history.hpp"

#include "protocol/clock.hpp"

#include <algorithm>
#include <utility>

namespace crier {

ring_history::ring_history(ledger& book, const retention& limits,
                           std::chrono::seconds session_age_max)
    : book_{book}, sequencer_{book, session_age_max}, recent_{limits} {}

void ring_history::on_committed(commit_handler handler) {
    on_committed_ = std::move(handler);
}

boost::asio::awaitable<result<page>> ring_history::read(page_request request) {
    request.after = std::max(request.after, recent_.oldest().previous());
    co_return read_recent(recent_, request);
}

boost::asio::awaitable<result<listing>> ring_history::find_last(filter_set filters,
                                                                std::uint64_t count, offset after) {
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

offset ring_history::prev_of(offset at) const {
    return recent_.at(at)->prev;
}

void ring_history::trim() {
    recent_.trim(now());
}

} // namespace crier
