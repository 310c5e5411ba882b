#include "history/sqlite_schema.hpp"

#include <array>
#include <string>

namespace crier {
namespace {

// "Crie" in ASCII: tells sqlite3's users, and us, whose file it is.
constexpr std::int64_t application_id = 0x43726965;

/// What brings the schema from version N (its place here) to N + 1.
///
/// A message refers to its topic and publisher by number, so a row is little more than its payload.
/// A publisher's number is never given out twice, since readers remember whose it is.
/// There is no index beside the offset: what belongs to a topic is found by going back over prev.
constexpr std::array<const char*, 2> migrations{R"sql(
CREATE TABLE property (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE topic (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    last_offset INTEGER NOT NULL, last_time INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE publisher (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, session TEXT NOT NULL,
    last_seq INTEGER NOT NULL, stored_seq INTEGER NOT NULL, stored_offset INTEGER NOT NULL,
    used_at INTEGER NOT NULL, UNIQUE (source, session));
CREATE TABLE stored_message (
    offset INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, publisher_id INTEGER NOT NULL,
    time INTEGER NOT NULL, sent_at INTEGER, prev INTEGER NOT NULL, delta_us INTEGER,
    seq INTEGER NOT NULL, format INTEGER NOT NULL, payload BLOB NOT NULL);
CREATE VIEW message AS
    SELECT m.offset, t.name AS topic, m.time, m.sent_at, m.prev, m.delta_us, p.source, p.session,
           m.seq, m.format,
           CASE m.format WHEN 2 THEN m.payload ELSE CAST(m.payload AS TEXT) END AS payload
    FROM stored_message m
    LEFT JOIN topic t ON t.id = m.topic_id LEFT JOIN publisher p ON p.id = m.publisher_id;
)sql",
                                                R"sql(
CREATE TABLE former_epoch (
    id INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, last_offset INTEGER NOT NULL);
)sql"};
constexpr auto schema_version = static_cast<std::int64_t>(migrations.size());

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
    throw std::runtime_error{file.string() + " " + why + "; it was left as it is"};
}

void refuse_foreign(sqlite_database& database, const std::filesystem::path& file) {
    const auto owner = database.number("PRAGMA application_id").value_or(0);
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema").value_or(0);
    if (owner == application_id || (owner == 0 && tables == 0))
        return;
    refuse(file, "is a database of another program: choose another folder with --data-dir");
}

} // namespace

void prepare_schema(sqlite_database& database, const std::filesystem::path& file, epoch fresh) {
    refuse_foreign(database, file);
    const auto version = database.number("PRAGMA user_version").value_or(0);
    if (version > schema_version) {
        refuse(file, "has the schema version " + std::to_string(version) + ", and this crier-hub " +
                         "knows up to " + std::to_string(schema_version) +
                         ": start a newer crier-hub, or choose another folder with --data-dir");
    }
    database.execute("PRAGMA journal_mode = WAL");
    if (version == schema_version)
        return;
    database.execute("BEGIN IMMEDIATE");
    for (auto next = version; next < schema_version; ++next)
        database.execute(migrations[static_cast<std::size_t>(next)]);
    if (version == 0) {
        database.execute("INSERT INTO property VALUES ('epoch', '" + fresh.text() + "')");
        database.execute("PRAGMA application_id = " + std::to_string(application_id));
    }
    database.execute("PRAGMA user_version = " + std::to_string(schema_version));
    database.execute("COMMIT");
}

} // namespace crier
