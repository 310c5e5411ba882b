#include "history/sqlite_store.hpp"

#include "history/sqlite_epochs.hpp"
#include "history/sqlite_schema.hpp"
#include "history/unusable.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace crier {
namespace {

// Messages that one step of trimming lets go of at most: some milliseconds of the writer's time.
constexpr std::int64_t trim_rows = 10'000;
// Publishers' numbers that are remembered: each connection without a session of its own is one.
constexpr std::size_t publishers_max = 10'000;
// How often at most publishers to forget are looked for, which takes going through all of them.
constexpr std::chrono::minutes forget_pause{1};
// What probe() writes: more than a nearly full disk would take by chance.
constexpr const char* probe_bytes = "262144";
// 64 MiB of 4 KiB each: what is kept of the journal's file, too.
constexpr int journal_pages_max = 16'384;
// NORMAL syncs at checkpoints only: what the kernel has survives the process. FULL syncs the whole
// journal at each commit, and so also what was committed before without.
constexpr const char* sync_at_checkpoints = "PRAGMA synchronous = NORMAL";
constexpr const char* sync_at_commits = "PRAGMA synchronous = FULL";
constexpr const char* oldest_time_query = "SELECT time FROM stored_message ORDER BY offset LIMIT 1";

std::int64_t as_integer(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>(value);
}

std::int64_t as_integer(timestamp time) noexcept {
    return time.time_since_epoch().count();
}

timestamp as_time(std::int64_t microseconds) noexcept {
    return timestamp{std::chrono::microseconds{microseconds}};
}

} // namespace

sqlite_store::sqlite_store(const std::filesystem::path& file, durability survives,
                           crier::epoch fresh, const std::string& boot)
    : database_{file, sqlite_database::access::read_write} {
    if (database_.is_read_only()) {
        throw std::runtime_error{file.string() + " can't be written: give this user the right to, "
                                                 "or choose another folder with --data-dir"};
    }
    database_.fold_journal_on_close(false);
    prepare_schema(database_, file, fresh);
    database_.fold_journal_on_close(true);
    database_.execute("PRAGMA journal_size_limit = 67108864");
    database_.watch_journal(journal_pages_);
    database_.execute("PRAGMA cache_size = -16384");
    refresh_bounds();
    settle_epoch(survives, fresh, boot);
    insert_message_.emplace(database_, "INSERT INTO stored_message VALUES (?,?,?,?,?,?,?,?,?,?)");
    insert_topic_.emplace(database_, "INSERT INTO topic (name, last_offset, last_time, count) "
                                     "VALUES (?, 0, 0, 0)");
    find_publisher_.emplace(database_, "SELECT id FROM publisher WHERE source = ? AND session = ?");
    insert_publisher_.emplace(database_,
                              "INSERT INTO publisher (source, session, last_seq, stored_seq, "
                              "stored_offset, used_at) VALUES (?, ?, 0, 0, 0, 0)");
    update_topic_.emplace(
        database_, "UPDATE topic SET last_offset = ?, last_time = ?, count = ? WHERE id = ?");
    update_session_.emplace(database_, "UPDATE publisher SET last_seq = ?, stored_seq = ?, "
                                       "stored_offset = ?, used_at = ? WHERE id = ?");
    touch_publisher_.emplace(database_, "UPDATE publisher SET used_at = ? WHERE id = ?");
    expired_.emplace(database_, "SELECT max(offset) FROM (SELECT offset, time FROM stored_message "
                                "ORDER BY offset LIMIT ?) WHERE time < ?");
    drop_.emplace(database_, "DELETE FROM stored_message WHERE offset <= ?");
}

sqlite_store::~sqlite_store() {
    try {
        if (unsynced_on(database_).empty())
            return;
        database_.execute(sync_at_commits);
        note_unsynced_on(database_, {});
    } catch (const sqlite_failure&) {
        // Then the next start takes it for one that was killed, which is right.
        database_.roll_back();
    }
}

/// What this notes is on the disk before anything else is stored: a later start must know of it.
void sqlite_store::settle_epoch(durability survives, crier::epoch fresh, const std::string& boot) {
    const std::string before = unsynced_on(database_);
    const std::string now = survives == durability::power ? "" : boot;
    may_lack_its_end_ = !before.empty() && before != boot;
    if (may_lack_its_end_ || before != now) {
        database_.execute(sync_at_commits);
        database_.execute("BEGIN IMMEDIATE");
        if (may_lack_its_end_)
            begin_epoch(database_, fresh, last_);
        note_unsynced_on(database_, now);
        database_.execute("COMMIT");
    }
    epoch_ = stored_epoch(database_);
    former_ = stored_former_epochs(database_);
    database_.execute(survives == durability::power ? sync_at_commits : sync_at_checkpoints);
}

void sqlite_store::refresh_bounds() {
    const auto highest = database_.number("SELECT max(last_offset) FROM topic").value_or(0);
    const auto lowest = database_.number("SELECT min(offset) FROM stored_message");
    last_ = offset{static_cast<std::uint64_t>(highest)};
    oldest_ = lowest ? offset{static_cast<std::uint64_t>(*lowest)} : last_.next();
}

stored_bounds sqlite_store::load(sequencer& into, timestamp since) {
    sqlite_statement topics{database_, "SELECT id, name, last_offset, last_time, count FROM topic"};
    while (topics.step()) {
        std::string name{topics.bytes(1)};
        topic_state state;
        state.last = offset{static_cast<std::uint64_t>(topics.number(2))};
        state.last_time = as_time(topics.number(3));
        state.count = static_cast<std::uint64_t>(topics.number(4));
        topics_.emplace(name, topics.number(0));
        into.restore(std::move(name), state);
    }
    sqlite_statement sessions{
        database_, "SELECT source, session, last_seq, stored_seq, stored_offset, used_at "
                   "FROM publisher WHERE last_seq > 0 AND used_at >= ? ORDER BY used_at"};
    sessions.bind(1, as_integer(since));
    while (sessions.step()) {
        session_state state;
        state.last_seq = static_cast<std::uint64_t>(sessions.number(2));
        state.stored_seq = static_cast<std::uint64_t>(sessions.number(3));
        state.stored_offset = offset{static_cast<std::uint64_t>(sessions.number(4))};
        state.used_at = as_time(sessions.number(5));
        into.restore({std::string{sessions.bytes(0)}, std::string{sessions.bytes(1)}}, state);
    }
    return {oldest_, false};
}

// Thread: commit worker.
std::optional<std::string> sqlite_store::commit(const sequence_group& group) {
    if (publishers_.size() > publishers_max)
        publishers_.clear();
    try {
        database_.execute("BEGIN IMMEDIATE");
        speaking_.clear();
        for (const message_ptr& message : group.messages)
            insert(*message);
        for (const auto& changed : group.topics)
            update(changed);
        for (const std::int64_t id : speaking_)
            touch_publisher_->bind(1, as_integer(group.messages.back()->time)).bind(2, id).run();
        for (const auto& changed : group.sessions)
            update(changed);
        database_.execute("COMMIT");
    } catch (const sqlite_failure& failure) {
        database_.roll_back();
        for (const std::string& name : std::exchange(new_topics_, {}))
            topics_.erase(name);
        for (const std::string& key : std::exchange(new_publishers_, {}))
            publishers_.erase(key);
        return cause_of(failure);
    }
    new_topics_.clear();
    new_publishers_.clear();
    bound_journal();
    if (!group.messages.empty())
        last_ = group.messages.back()->offset;
    return std::nullopt;
}

/// Whoever folds the journal beside the writer never gets to its end while the writer goes on, and
/// only from its end it begins anew: now and then the writer has to do the rest.
void sqlite_store::bound_journal() noexcept {
    if (journal_pages_ >= journal_pages_max)
        database_.fold_journal();
}

void sqlite_store::insert(const message& message) {
    const std::int64_t publisher = publisher_id_of(message.source, message.session);
    if (speaking_.empty() || speaking_.back() != publisher) {
        if (std::ranges::find(speaking_, publisher) == speaking_.end())
            speaking_.push_back(publisher);
    }
    sqlite_statement& row = *insert_message_;
    row.bind(1, as_integer(message.offset.value))
        .bind(2, topic_id(message.topic))
        .bind(3, publisher)
        .bind(4, as_integer(message.time));
    if (message.sent_at)
        row.bind(5, as_integer(*message.sent_at));
    else
        row.bind_null(5);
    row.bind(6, as_integer(message.prev.value));
    if (message.delta)
        row.bind(7, std::int64_t{message.delta->count()});
    else
        row.bind_null(7);
    row.bind(8, as_integer(message.seq))
        .bind(9, std::int64_t{static_cast<std::uint8_t>(message.format)})
        .bind_bytes(10, message.payload)
        .run();
}

void sqlite_store::update(const sequence_group::topic_change& changed) {
    update_topic_->bind(1, as_integer(changed.state.last.value))
        .bind(2, as_integer(changed.state.last_time))
        .bind(3, as_integer(changed.state.count))
        .bind(4, topic_id(changed.name))
        .run();
}

void sqlite_store::update(const sequence_group::session_change& changed) {
    update_session_->bind(1, as_integer(changed.state.last_seq))
        .bind(2, as_integer(changed.state.stored_seq))
        .bind(3, as_integer(changed.state.stored_offset.value))
        .bind(4, as_integer(changed.state.used_at))
        .bind(5, publisher_id_of(changed.who.source, changed.who.session))
        .run();
}

std::int64_t sqlite_store::topic_id(std::string_view name) {
    if (const auto found = topics_.find(name); found != topics_.end())
        return found->second;
    insert_topic_->bind(1, name).run();
    new_topics_.emplace_back(name);
    return topics_.emplace(name, database_.last_row_id()).first->second;
}

std::int64_t sqlite_store::publisher_id_of(std::string_view source, std::string_view session) {
    key_.assign(source).append("/").append(session);
    if (const auto found = publishers_.find(std::string_view{key_}); found != publishers_.end())
        return found->second;
    sqlite_statement& find = find_publisher_->bind(1, source).bind(2, session);
    const bool known = find.step();
    std::int64_t id = known ? find.number(0) : 0;
    find.reset();
    if (!known) {
        insert_publisher_->bind(1, source).bind(2, session).run();
        new_publishers_.push_back(key_);
        id = database_.last_row_id();
    }
    publishers_.emplace(key_, id);
    return id;
}

// Thread: commit worker.
result<stored_bounds> sqlite_store::trim(const retention& limits, timestamp now,
                                         std::chrono::seconds session_age_max) {
    try {
        const offset drop = last_to_drop(limits, now);
        const bool forgetting = now - forgot_at_ >= forget_pause || now < forgot_at_;
        if (drop < oldest_ && !forgetting)
            return stored_bounds{oldest_, false};
        database_.execute("BEGIN IMMEDIATE");
        if (drop >= oldest_)
            drop_->bind(1, as_integer(drop.value)).run();
        if (forgetting) {
            forgot_at_ = now;
            forget_publishers(now - session_age_max);
        }
        database_.execute("COMMIT");
        bound_journal();
        oldest_ = drop.next();
        return stored_bounds{oldest_, last_to_drop(limits, now) >= oldest_};
    } catch (const sqlite_failure& failure) {
        database_.roll_back();
        return refusal{errc::internal, cause_of(failure)};
    }
}

/// The last message that one step lets go of; one before the oldest when there is nothing to.
offset sqlite_store::last_to_drop(const retention& limits, timestamp now) {
    const std::uint64_t kept = last_.value + 1 - oldest_.value;
    std::uint64_t drop = kept > limits.messages ? kept - limits.messages : 0;
    const auto pages = database_.number("PRAGMA page_count").value_or(0);
    const auto unused = database_.number("PRAGMA freelist_count").value_or(0);
    const auto page_bytes = database_.number("PRAGMA page_size").value_or(4096);
    const auto used = static_cast<std::uint64_t>((pages - unused) * page_bytes);
    if (used > limits.bytes && kept > 0) // a message's share of what is too much
        drop = std::max(drop, (used - limits.bytes) / std::max<std::uint64_t>(used / kept, 1) + 1);
    // The oldest alone tells whether any has expired, nearly always that none has.
    const auto oldest_time = database_.number(oldest_time_query);
    if (oldest_time && *oldest_time < as_integer(now - limits.age)) {
        expired_->bind(1, trim_rows).bind(2, as_integer(now - limits.age));
        expired_->step();
        const auto expired = static_cast<std::uint64_t>(expired_->number(0));
        expired_->reset();
        drop = std::max(drop, expired - oldest_.value + 1);
    }
    drop = std::min({drop, kept, static_cast<std::uint64_t>(trim_rows)});
    return offset{oldest_.value + drop - 1};
}

/// Publishers are forgotten when they were silent for so long and no message of theirs is kept:
/// none is, where the oldest kept is younger than their last.
void sqlite_store::forget_publishers(timestamp before) {
    const auto oldest_time = database_.number(oldest_time_query);
    const auto limit = std::min(as_integer(before), oldest_time.value_or(as_integer(before)));
    sqlite_statement forget{database_, "DELETE FROM publisher WHERE used_at < ? "
                                       "RETURNING source || '/' || session"};
    forget.bind(1, limit);
    while (forget.step())
        publishers_.erase(std::string{forget.bytes(0)});
}

// Thread: commit worker.
std::optional<std::string> sqlite_store::probe() {
    try {
        database_.execute("BEGIN IMMEDIATE");
        database_.execute(std::string{"INSERT OR REPLACE INTO property VALUES ('probe', "
                                      "zeroblob("} +
                          probe_bytes + "))");
        database_.execute("COMMIT");
        database_.execute("DELETE FROM property WHERE name = 'probe'");
        return std::nullopt;
    } catch (const sqlite_failure& failure) {
        database_.roll_back();
        return cause_of(failure);
    }
}

} // namespace crier
