#include "history/unusable.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace crier {
namespace {

std::string remedy_for(const sqlite_failure& failure) {
    constexpr int primary_bits = 0xff;
    switch (failure.code & primary_bits) {
    case SQLITE_FULL:
        return remedy(ENOSPC);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return remedy(EACCES);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program holds a lock on it: end that one, and start again";
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

std::string unusable(const std::filesystem::path& file, const sqlite_failure& failure) {
    std::string out = file.string() + " can't be used: " + failure.what();
    if (failure.system_error != 0)
        out += " (" + std::system_category().message(failure.system_error) + ")";
    return out + "; " + remedy_for(failure);
}

} // namespace crier
