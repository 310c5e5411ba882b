#pragma once

// What the histories have in common that have nothing older than what is in memory.

#include "history/history.hpp"
#include "metrics/ledger.hpp"

#include <chrono>

namespace crier {

/// Is read from its ring alone; how messages get into it is for those that derive from it.
class ring_history : public history {
public:
    void on_committed(commit_handler handler) override;
    [[nodiscard]] boost::asio::awaitable<result<page>> read(page_request request) override;
    [[nodiscard]] boost::asio::awaitable<result<listing>>
    find_last(filter_set filters, std::uint64_t count, offset after) override;
    [[nodiscard]] offset oldest() const noexcept override { return recent_.oldest(); }
    [[nodiscard]] crier::epoch epoch() const noexcept override { return epoch_; }
    [[nodiscard]] const crier::recent& recent() const noexcept override { return recent_; }
    [[nodiscard]] const sequencer::topics& topics() const noexcept override {
        return sequencer_.known_topics();
    }
    [[nodiscard]] std::uint64_t last_seq(const publisher_id& who) const override {
        return sequencer_.session(who).last_seq;
    }
    void forget(const publisher_id& who) override { sequencer_.forget(who); }
    void trim() override;

protected:
    ring_history(ledger& book, const retention& limits, std::chrono::seconds session_age_max);

    /// The offset before this one on its topic; also of a message that has no place in the ring
    /// yet, where there are such.
    [[nodiscard]] virtual offset prev_of(offset at) const;

    ledger& book_;
    crier::epoch epoch_;
    sequencer sequencer_;
    crier::recent recent_;
    commit_handler on_committed_;
};

} // namespace crier
