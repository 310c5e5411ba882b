#pragma once

// The history that lives as long as the hub: a bounded ring in memory.

#include "history/history.hpp"
#include "metrics/ledger.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <vector>

namespace crier {

/// Commits everything that was appended in a turn of the loop as one batch, at the turn's end.
class memory_history final : public history {
public:
    memory_history(boost::asio::any_io_executor executor, ledger& book, const retention& limits,
                   std::chrono::seconds session_age_max = std::chrono::hours{7 * 24});

    void on_committed(commit_handler handler) override;
    void append(std::shared_ptr<append_batch> batch) override;
    [[nodiscard]] boost::asio::awaitable<result<page>> read(page_request request) override;
    [[nodiscard]] boost::asio::awaitable<result<listing>>
    find_last(filter_set filters, std::uint64_t count, offset after) override;
    [[nodiscard]] std::string_view kind() const noexcept override { return "memory"; }
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

private:
    void commit();
    [[nodiscard]] offset prev_of(offset at) const;

    boost::asio::any_io_executor executor_;
    ledger& book_;
    crier::epoch epoch_;
    sequencer sequencer_;
    crier::recent recent_;
    commit_handler on_committed_;
    std::vector<std::shared_ptr<append_batch>> waiting_;
    std::chrono::steady_clock::time_point waiting_since_;
    std::vector<message_ptr> accepted_;
    // Of the commit that is under way; members only to keep their memory.
    std::vector<std::shared_ptr<append_batch>> telling_;
    std::vector<message_ptr> committing_;
};

} // namespace crier
