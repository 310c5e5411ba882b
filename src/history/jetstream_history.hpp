#pragma once

// The history that hubs share: a NATS JetStream stream, kept in memory here as far as it reaches.

#include "history/nats_link.hpp"
#include "history/ring_history.hpp"
#include "history/stream_health.hpp"
#include "history/stream_state.hpp"

#include <spdlog/logger.h>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace crier {

struct jetstream_history_options {
    nats_options nats;
    retention kept;
    std::chrono::seconds session_age_max{0};
};

/// Every hub reads the whole stream and numbers it in the same way, so all come to the same: an
/// offset is the entry's sequence, and an entry that a session sent before, or out of order, counts
/// for none of them. So nothing is lost or doubled however often and wherever it was published,
/// for longer than NATS itself knows a message again.
class jetstream_history final : public ring_history {
public:
    /// Connects and reads all that is kept. Throws std::runtime_error that says what is wrong.
    jetstream_history(const boost::asio::any_io_executor& loop, ledger& book,
                      const jetstream_history_options& options, spdlog::logger& log);

    void on_failed(const failure_handler& handler) override;
    void append(std::shared_ptr<append_batch> batch) override;
    [[nodiscard]] std::string_view kind() const noexcept override { return "jetstream"; }
    [[nodiscard]] std::optional<std::string> trouble() const override { return health_.trouble(); }
    [[nodiscard]] std::optional<std::uint64_t> payload_bytes_max() const override {
        return link_.payload_bytes_max();
    }
    void trim() override;

private:
    using clock = std::chrono::steady_clock;

    /// A batch whose entries have not all come back yet.
    struct underway {
        std::shared_ptr<append_batch> batch;
        std::vector<stream_publication> entries; ///< as they were published
        append_outcome outcome;                  ///< as far as it is known
        std::size_t left = 0;
        clock::time_point since;
        bool again = false; ///< published twice
    };
    using underway_ptr = std::shared_ptr<underway>;

    void catch_up_at_start(std::uint64_t last);
    [[nodiscard]] std::uint64_t restore_state();
    void wait_for_everything(const std::shared_ptr<append_batch>& batch);
    void register_items(const underway_ptr& batch);
    void take_what_has_come();
    void give_up(const std::string& why);
    void take(std::vector<stream_entry> entries);
    void accept(stream_entry& entry);
    void resolve(std::uint64_t number, const append_outcome& outcome);
    void release();
    void end(const underway_ptr& batch);
    void fail_late();
    [[nodiscard]] bool is_overdue(const underway& batch) const;
    void publish_lost(std::uint64_t stream_last);
    void share_state();
    [[nodiscard]] stream_state state_before(offset first) const;
    void ask_health();
    void tell_health();

    boost::asio::any_io_executor loop_;
    jetstream_history_options options_;
    spdlog::logger& log_;
    std::string hub_;
    failure_handler on_failed_;
    stream_health health_;
    bool gave_up_ = false;
    bool in_trouble_ = false; ///< as the log has been told

    std::uint64_t published_ = 0; ///< entries of this hub: the last one's number
    std::unordered_map<std::uint64_t, underway_ptr> pending_; ///< by number
    std::deque<underway_ptr> waiting_;                        ///< oldest first
    struct barrier {
        std::uint64_t until;
        std::shared_ptr<append_batch> batch;
    };
    std::vector<barrier> barriers_;
    clock::time_point shared_at_ = clock::now();
    std::uint64_t oldest_then_ = 1; ///< when it was
    offset shared_before_;          ///< the state before this one is known to hubs that come

    // Of the entries at hand; members only to keep their memory.
    append_batch seen_;
    std::vector<message_ptr> accepted_;
    std::vector<message_ptr> placed_; ///< those, and what stands for entries that don't count
    std::vector<underway_ptr> done_;

    nats_link link_; ///< last: it calls what is above
};

} // namespace crier
