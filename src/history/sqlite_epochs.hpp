#pragma once

// Under which names a database was written, and whether its end can have been lost.

#include "history/sqlite_database.hpp"
#include "protocol/since.hpp"

#include <crier/position.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// The epoch of a prepared database.
[[nodiscard]] epoch stored_epoch(sqlite_database& database);
/// Those that it had before, oldest first.
[[nodiscard]] std::vector<former_epoch> stored_former_epochs(sqlite_database& database);
/// Gives it another epoch, whose first message comes after `last`. A bounded number of the former
/// ones is remembered.
void begin_epoch(sqlite_database& database, epoch fresh, offset last);

/// On which boot of the machine it is written without waiting for the disk. This is there from
/// before the first such commit until all of them have surely reached the disk; empty where there
/// was none, or where they have.
[[nodiscard]] std::string unsynced_on(sqlite_database& database);
/// Notes that boot; empty: everything has reached the disk. To be committed with a sync.
void note_unsynced_on(sqlite_database& database, std::string_view boot);

} // namespace crier
