#include "history/unusable.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace crier {
namespace {

int primary_code(const sqlite_failure& failure) noexcept {
    constexpr int primary_bits = 0xff;
    return failure.code & primary_bits;
}

std::string remedy_for(const sqlite_failure& failure) {
    switch (primary_code(failure)) {
    case SQLITE_FULL:
        return remedy(ENOSPC);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return remedy(EACCES);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "end that one, and start again";
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (failure.system_error != 0)
            return remedy(failure.system_error);
        return "see to its disk, and start again";
    default: // damaged, or no database at all
        return "it was left as it is: restore it from a copy, or choose another --data-dir";
    }
}

} // namespace

std::string remedy(int system_error) {
    switch (system_error) {
    case ENOSPC:
    case EDQUOT:
        return "make room on its disk, and start again: what is stored is kept";
    case EACCES:
    case EPERM:
    case EROFS:
        return "give this user the right to, or choose another with --data-dir";
    case EIO:
        return "see to its disk, and start again";
    default:
        return "choose another with --data-dir";
    }
}

std::string cause_of(const sqlite_failure& failure) {
    std::string out = failure.what();
    if (failure.system_error != 0)
        out += " (" + std::system_category().message(failure.system_error) + ")";
    const int code = primary_code(failure);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        out += ": another program holds a lock on it";
    return out;
}

std::string unusable(const std::filesystem::path& file, const sqlite_failure& failure) {
    return file.string() + " can't be used: " + cause_of(failure) + "; " + remedy_for(failure);
}

} // namespace crier
