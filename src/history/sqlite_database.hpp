#pragma once

// SQLite with errors that can't be overlooked: inside the rooms that use it they are exceptions,
// which the public functions of sqlite_store and sqlite_reader turn into values.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace crier {

/// What SQLite said; `code` is its extended result code. `system_error`: what the system said to
/// it (errno), where that was the cause.
struct sqlite_failure : std::runtime_error {
    sqlite_failure(int result, const std::string& what, int system = 0)
        : std::runtime_error{what}, code{result}, system_error{system} {}
    int code;
    int system_error;
};

/// An open database. Each belongs to one thread at a time.
class sqlite_database {
public:
    enum class access { read_write, read_only };

    sqlite_database(const std::filesystem::path& file, access mode);
    ~sqlite_database();
    sqlite_database(const sqlite_database&) = delete;
    sqlite_database& operator=(const sqlite_database&) = delete;

    /// Whether closing may fold a journal that is there into the file; not until it is known to be
    /// ours, so that somebody else's stays as it is.
    void fold_journal_on_close(bool fold) noexcept;
    /// From now on no commit folds the journal; instead each tells in `pages` how long it is.
    void watch_journal(int& pages) noexcept;
    /// Folds as much of the journal into the file as can be without waiting for anybody, and makes
    /// that survive the machine. What can't be folded now stays where it is.
    void fold_journal() noexcept;
    /// Whether the file can be read but not written.
    [[nodiscard]] bool is_read_only() const noexcept;

    /// Runs statements that return nothing of interest.
    void execute(const std::string& sql);
    /// The first column of the first row; nothing where there is no row, or NULL.
    [[nodiscard]] std::optional<std::int64_t> number(const std::string& sql);
    [[nodiscard]] std::optional<std::string> text(const std::string& sql);
    [[nodiscard]] std::int64_t last_row_id() const noexcept;
    /// Ends a transaction that failed; nothing happens when none is open.
    void roll_back() noexcept;

    [[nodiscard]] sqlite3* get() const noexcept { return handle_; }
    [[noreturn]] void fail(int code) const;

private:
    sqlite3* handle_ = nullptr;
};

/// A prepared statement, used as: bind…, step() while it is true, column…; then reset().
class sqlite_statement {
public:
    sqlite_statement(sqlite_database& database, std::string_view sql);
    ~sqlite_statement();
    sqlite_statement(const sqlite_statement&) = delete;
    sqlite_statement& operator=(const sqlite_statement&) = delete;

    // Parameters are numbered from 1. Text and bytes must live until reset().
    sqlite_statement& bind(int parameter, std::int64_t value);
    sqlite_statement& bind(int parameter, std::string_view text);
    sqlite_statement& bind_bytes(int parameter, std::string_view bytes);
    sqlite_statement& bind_null(int parameter);

    /// Whether there is a row.
    bool step();
    /// Makes it ready to be used again.
    void reset() noexcept;
    /// Runs a statement that returns no row.
    void run();

    // Columns are numbered from 0.
    [[nodiscard]] std::int64_t number(int column) const noexcept;
    [[nodiscard]] std::string_view bytes(int column) const noexcept;
    [[nodiscard]] bool is_null(int column) const noexcept;

private:
    void check(int code) const;

    sqlite_database& database_;
    sqlite3_stmt* handle_ = nullptr;
};

} // namespace crier
