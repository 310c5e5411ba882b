#include "history/sqlite_epochs.hpp"

#include <stdexcept>

namespace crier {
namespace {

// Who comes back after more restarts than this, of which each lost something, gets everything.
constexpr const char* former_epochs_max = "16";

epoch parse_epoch(std::string_view text) {
    const auto parsed = parse_position(std::string{text} + ":0");
    if (!parsed || !parsed->epoch)
        throw std::runtime_error{"the database has no epoch"};
    return *parsed->epoch;
}

} // namespace

epoch stored_epoch(sqlite_database& database) {
    const auto text = database.text("SELECT value FROM property WHERE name = 'epoch'");
    return parse_epoch(text.value_or(""));
}

std::vector<former_epoch> stored_former_epochs(sqlite_database& database) {
    std::vector<former_epoch> out;
    sqlite_statement rows{database, "SELECT epoch, last_offset FROM former_epoch ORDER BY id"};
    while (rows.step())
        out.push_back(
            {parse_epoch(rows.bytes(0)), offset{static_cast<std::uint64_t>(rows.number(1))}});
    return out;
}

void begin_epoch(sqlite_database& database, epoch fresh, offset last) {
    sqlite_statement{database, "INSERT INTO former_epoch (epoch, last_offset) "
                               "SELECT value, ? FROM property WHERE name = 'epoch'"}
        .bind(1, static_cast<std::int64_t>(last.value))
        .run();
    const std::string text = fresh.text();
    sqlite_statement{database, "UPDATE property SET value = ? WHERE name = 'epoch'"}
        .bind(1, text)
        .run();
    database.execute(std::string{"DELETE FROM former_epoch WHERE id <= "
                                 "(SELECT max(id) FROM former_epoch) - "} +
                     former_epochs_max);
}

std::string unsynced_on(sqlite_database& database) {
    return database.text("SELECT value FROM property WHERE name = 'unsynced_on'").value_or("");
}

void note_unsynced_on(sqlite_database& database, std::string_view boot) {
    if (boot.empty()) {
        database.execute("DELETE FROM property WHERE name = 'unsynced_on'");
        return;
    }
    sqlite_statement{database, "INSERT OR REPLACE INTO property VALUES ('unsynced_on', ?)"}
        .bind(1, boot)
        .run();
}

} // namespace crier
