#pragma once

#include "history/sqlite_database.hpp"

#include <crier/position.hpp>

namespace crier {

/// Makes an empty database Crier's, or brings an older schema up to date. Throws
/// std::runtime_error for a database that is somebody else's, damaged, or of a newer Crier; such a
/// file is left as it is. `fresh` is the epoch that a new history gets.
void prepare_schema(sqlite_database& database, const std::filesystem::path& file, epoch fresh);

} // namespace crier
