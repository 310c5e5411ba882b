#pragma once

// The writing side of the SQLite history: all SQL that changes the database. It belongs to one
// thread, the commit worker's, once it was opened.

#include "history/recent.hpp"
#include "history/sequencer.hpp"
#include "history/sqlite_database.hpp"
#include "protocol/since.hpp"
#include "protocol/string_hash.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crier {

/// What a commit survives: the end of the process (kill -9), or of the machine (a power cut).
enum class durability { process, power };

/// What is kept, and where it begins.
struct stored_bounds {
    offset oldest;     ///< one after the last when nothing is kept
    bool more = false; ///< there is more to let go of
};

class sqlite_store {
public:
    /// Opens or makes the database. Throws sqlite_failure, or std::runtime_error with a clear
    /// message. `fresh` is the epoch of a new history, and of one whose end may be lost: it was
    /// written on another boot than this one, with durability::process, and not closed.
    sqlite_store(const std::filesystem::path& file, durability survives, crier::epoch fresh,
                 const std::string& boot);
    /// Sees that everything is on the disk, and notes that it is.
    ~sqlite_store();
    sqlite_store(const sqlite_store&) = delete;
    sqlite_store& operator=(const sqlite_store&) = delete;

    [[nodiscard]] crier::epoch epoch() const noexcept { return epoch_; }
    /// The epochs that it had before, oldest first.
    [[nodiscard]] std::span<const former_epoch> former_epochs() const noexcept { return former_; }
    /// Whether its end may be lost, so that this start gave it another epoch.
    [[nodiscard]] bool may_lack_its_end() const noexcept { return may_lack_its_end_; }
    /// Hands over topics and the sessions used since `since`, and tells where messages begin.
    [[nodiscard]] stored_bounds load(sequencer& into, timestamp since);

    /// Stores a group in one transaction; why it couldn't, where it couldn't: then nothing of it is
    /// stored.
    [[nodiscard]] std::optional<std::string> commit(const sequence_group& group);
    /// Lets go of a bounded number of messages over the limits, and now and then of publishers that
    /// were silent for `session_age_max` and of whom no message is kept.
    [[nodiscard]] result<stored_bounds> trim(const retention& limits, timestamp now,
                                             std::chrono::seconds session_age_max);
    /// How long the journal is that commits go to, until somebody folds it into the file.
    [[nodiscard]] int journal_pages() const noexcept { return journal_pages_; }
    /// Writes and removes something, to see whether storing is possible again.
    [[nodiscard]] std::optional<std::string> probe();

private:
    void settle_epoch(durability survives, crier::epoch fresh, const std::string& boot);
    void insert(const message& message);
    void update(const sequence_group::topic_change& changed);
    void update(const sequence_group::session_change& changed);
    [[nodiscard]] std::int64_t topic_id(std::string_view name);
    [[nodiscard]] std::int64_t publisher_id_of(std::string_view source, std::string_view session);
    void bound_journal() noexcept;
    [[nodiscard]] offset last_to_drop(const retention& limits, timestamp now);
    void forget_publishers(timestamp before);
    void refresh_bounds();

    using ids = std::unordered_map<std::string, std::int64_t, string_hash, std::equal_to<>>;

    sqlite_database database_;
    int journal_pages_ = 0;
    crier::epoch epoch_;
    std::vector<former_epoch> former_;
    bool may_lack_its_end_ = false;
    ids topics_;
    ids publishers_; ///< by source/session; those who spoke last, where there are many
    // Given out in the transaction that is open: forgotten when it fails.
    std::vector<std::string> new_topics_;
    std::vector<std::string> new_publishers_;
    std::vector<std::int64_t> speaking_; ///< publishers of the group at hand
    offset oldest_;
    offset last_;
    timestamp forgot_at_; ///< when publishers to forget were last looked for
    std::string key_;     ///< scratch
    std::optional<sqlite_statement> insert_message_;
    std::optional<sqlite_statement> insert_topic_;
    std::optional<sqlite_statement> find_publisher_;
    std::optional<sqlite_statement> insert_publisher_;
    std::optional<sqlite_statement> update_topic_;
    std::optional<sqlite_statement> update_session_;
    std::optional<sqlite_statement> touch_publisher_;
    std::optional<sqlite_statement> expired_;
    std::optional<sqlite_statement> drop_;
};

} // namespace crier
