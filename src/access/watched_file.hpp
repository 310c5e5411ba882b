#pragma once

#include <crier/error.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace crier {

/// A file of settings is at most this long, in bytes.
inline constexpr std::size_t settings_bytes_max = 1'048'576;

/// A file that is looked at now and then, once a second for instance. Symbolic links are followed
/// anew each time, so that it counts as changed where a link on its path is turned elsewhere, as
/// Kubernetes does with a mounted Secret.
class watched_file {
public:
    explicit watched_file(std::filesystem::path path) : path_{std::move(path)} {}

    /// Whether it is another file than when this was called last, has been written to since, or
    /// came or went; true the first time. Call it before reading: what is written in between is
    /// then a change of its own. A file of the same size that was written in place within the
    /// file system's clock tick, some milliseconds, passes for the same.
    [[nodiscard]] bool changed();

    /// All of it; errc::internal, naming it and the reason, where it can't be read or is too long.
    [[nodiscard]] result<std::string> read(std::size_t bytes_max = settings_bytes_max) const;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    /// What tells one state of a file from another.
    struct state {
        ::dev_t device = 0;
        ::ino_t inode = 0;
        ::off_t size = 0;
        std::int64_t modified_s = 0;
        std::int64_t modified_ns = 0;

        friend bool operator==(const state&, const state&) = default;
    };
    [[nodiscard]] std::optional<state> look() const;

    std::filesystem::path path_;
    std::optional<state> last_; ///< nothing: there was no file
    bool looked_ = false;
};

} // namespace crier
