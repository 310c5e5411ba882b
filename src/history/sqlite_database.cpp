#include "history/sqlite_database.hpp"

#include <sqlite3.h>

namespace crier {
namespace {

// Somebody who looks at the database with sqlite3 may hold a lock for a moment.
constexpr int busy_milliseconds = 5000;

sqlite_failure failure_of(sqlite3* handle, int code) {
    constexpr int primary_bits = 0xff;
    const int primary = code & primary_bits;
    // Of other failures the last error of the system is an older one.
    const bool by_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    return {code, sqlite3_errmsg(handle), by_system ? sqlite3_system_errno(handle) : 0};
}

} // namespace

sqlite_database::sqlite_database(const std::filesystem::path& file, access mode) {
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (mode == access::read_only ? SQLITE_OPEN_READONLY
                                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        const sqlite_failure failure = failure_of(handle_, code);
        sqlite3_close_v2(handle_);
        throw sqlite_failure{failure};
    }
    sqlite3_busy_timeout(handle_, busy_milliseconds);
}

sqlite_database::~sqlite_database() {
    sqlite3_close_v2(handle_);
}

void sqlite_database::fold_journal_on_close(bool fold) noexcept {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, fold ? 0 : 1, nullptr);
}

void sqlite_database::watch_journal(int& pages) noexcept {
    const auto note = [](void* into, sqlite3* /*by*/, const char* /*of*/, int length) {
        *static_cast<int*>(into) = length;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle_, note, &pages);
}

void sqlite_database::fold_journal() noexcept {
    sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

bool sqlite_database::is_read_only() const noexcept {
    return sqlite3_db_readonly(handle_, "main") == 1;
}

void sqlite_database::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        fail(code);
}

std::optional<std::int64_t> sqlite_database::number(const std::string& sql) {
    sqlite_statement statement{*this, sql};
    if (!statement.step() || statement.is_null(0))
        return std::nullopt;
    return statement.number(0);
}

std::optional<std::string> sqlite_database::text(const std::string& sql) {
    sqlite_statement statement{*this, sql};
    if (!statement.step() || statement.is_null(0))
        return std::nullopt;
    return std::string{statement.bytes(0)};
}

std::int64_t sqlite_database::last_row_id() const noexcept {
    return sqlite3_last_insert_rowid(handle_);
}

void sqlite_database::roll_back() noexcept {
    if (sqlite3_get_autocommit(handle_) == 0)
        sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void sqlite_database::fail(int code) const {
    throw failure_of(handle_, code);
}

sqlite_statement::sqlite_statement(sqlite_database& database, std::string_view sql)
    : database_{database} {
    check(sqlite3_prepare_v3(database.get(), sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

sqlite_statement::~sqlite_statement() {
    sqlite3_finalize(handle_);
}

void sqlite_statement::check(int code) const {
    if (code != SQLITE_OK)
        database_.fail(code);
}

sqlite_statement& sqlite_statement::bind(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(handle_, parameter, value));
    return *this;
}

sqlite_statement& sqlite_statement::bind(int parameter, std::string_view text) {
    check(sqlite3_bind_text64(handle_, parameter, text.data(), text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

sqlite_statement& sqlite_statement::bind_bytes(int parameter, std::string_view bytes) {
    // A null pointer would be NULL rather than no bytes.
    const char* begin = bytes.empty() ? "" : bytes.data();
    check(sqlite3_bind_blob64(handle_, parameter, begin, bytes.size(), SQLITE_STATIC));
    return *this;
}

sqlite_statement& sqlite_statement::bind_null(int parameter) {
    check(sqlite3_bind_null(handle_, parameter));
    return *this;
}

bool sqlite_statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    sqlite3_reset(handle_);
    database_.fail(code);
}

void sqlite_statement::reset() noexcept {
    sqlite3_reset(handle_);
}

void sqlite_statement::run() {
    step();
    reset();
}

std::int64_t sqlite_statement::number(int column) const noexcept {
    return sqlite3_column_int64(handle_, column);
}

std::string_view sqlite_statement::bytes(int column) const noexcept {
    const auto* begin = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return begin == nullptr ? std::string_view{} : std::string_view{begin, size};
}

bool sqlite_statement::is_null(int column) const noexcept {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

} // namespace crier
