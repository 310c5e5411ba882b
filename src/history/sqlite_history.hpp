#pragma once

// The history that outlives the hub: an SQLite database, written by one thread and read by another.

#include "async/worker.hpp"
#include "history/data_folder.hpp"
#include "history/history.hpp"
#include "history/sqlite_reader.hpp"
#include "history/sqlite_store.hpp"
#include "metrics/ledger.hpp"

#include <spdlog/logger.h>

#include <chrono>
#include <memory>
#include <vector>

namespace crier {

struct sqlite_history_options {
    std::filesystem::path folder;
    durability survives = durability::process;
    retention kept;
    std::chrono::seconds session_age_max{0};
    std::string boot; ///< what this_boot() says
};

/// Group commit: what is appended while a commit is under way is the next one's. A commit that
/// fails leaves no trace: its batches are told errc::internal, and their publishers send again.
class sqlite_history final : public history {
public:
    /// Opens or makes the history. Throws std::runtime_error that says what is wrong with the
    /// folder or the file.
    sqlite_history(boost::asio::any_io_executor loop, ledger& book,
                   const sqlite_history_options& options, spdlog::logger& log);

    void on_committed(commit_handler handler) override;
    void append(std::shared_ptr<append_batch> batch) override;
    [[nodiscard]] boost::asio::awaitable<result<page>> read(page_request request) override;
    [[nodiscard]] boost::asio::awaitable<result<listing>>
    find_last(filter_set filters, std::uint64_t count, offset after) override;
    [[nodiscard]] std::string_view kind() const noexcept override { return "sqlite"; }
    [[nodiscard]] offset oldest() const noexcept override { return oldest_; }
    [[nodiscard]] std::optional<std::uint64_t> stored_bytes() const override;
    [[nodiscard]] std::optional<std::string> trouble() const override { return trouble_; }
    [[nodiscard]] crier::epoch epoch() const noexcept override { return store_.epoch(); }
    [[nodiscard]] std::span<const former_epoch> former_epochs() const noexcept override {
        return store_.former_epochs();
    }
    [[nodiscard]] const crier::recent& recent() const noexcept override { return recent_; }
    [[nodiscard]] const sequencer::topics& topics() const noexcept override {
        return sequencer_.known_topics();
    }
    [[nodiscard]] std::uint64_t last_seq(const publisher_id& who) const override {
        return sequencer_.session(who).last_seq;
    }
    void forget(const publisher_id& who) override;
    void trim() override;

private:
    using clock = std::chrono::steady_clock;
    using batch_list = std::vector<std::shared_ptr<append_batch>>;

    void tell_epoch() const;
    void fill_recent();
    void begin_commit();
    void end_commit(const std::optional<std::string>& failed);
    void take(const sequence_group& stored, clock::time_point handed_over);
    void refuse(const sequence_group& group, const batch_list& batches, const std::string& why);
    void begin_trim();
    void begin_fold(int journal_pages);
    void note_trouble(const std::string& why);
    void note_recovery();

    boost::asio::any_io_executor loop_;
    ledger& book_;
    sqlite_history_options options_;
    spdlog::logger& log_;
    data_folder folder_;
    sqlite_store store_;
    sqlite_reader reader_;
    sqlite_database journal_; ///< the folding side
    sequencer sequencer_;
    crier::recent recent_;
    offset oldest_;
    commit_handler on_committed_;
    std::optional<std::string> trouble_;

    batch_list waiting_;
    clock::time_point waiting_since_;
    clock::time_point telling_since_;
    std::vector<publisher_id> forgotten_; ///< once the commit under way has ended
    batch_list telling_;
    std::shared_ptr<sequence_group> group_; ///< being committed
    bool committing_ = false;
    bool trimming_ = false;
    timestamp trimmed_at_;
    bool probing_ = false;
    bool folding_ = false;
    int folded_pages_ = 0; ///< how long the journal was when it was last folded

    // Last, so that their threads end before what they work on.
    worker writing_;
    worker reading_;
    worker folding_thread_;
};

} // namespace crier
