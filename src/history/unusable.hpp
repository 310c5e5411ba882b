#pragma once

// What a person is told of a folder or a database that the hub can't start on, or can't go on with.

#include "history/sqlite_database.hpp"

#include <filesystem>
#include <string>

namespace crier {

/// What to do about an error of the system (errno) that has to do with a file.
[[nodiscard]] std::string remedy(int system_error);
/// What SQLite said, and what it leaves out: the system's error, or who is in the way.
[[nodiscard]] std::string cause_of(const sqlite_failure& failure);
/// One line: the file, what is wrong with it, and what to do about that.
[[nodiscard]] std::string unusable(const std::filesystem::path& file,
                                   const sqlite_failure& failure);

} // namespace crier
