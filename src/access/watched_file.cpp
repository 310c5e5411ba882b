#include "access/watched_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace crier {
namespace {

/// Closes a descriptor at the end of its scope.
struct open_file {
    int descriptor;

    explicit open_file(int opened) : descriptor{opened} {}
    ~open_file() {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
};

refusal unreadable(const std::filesystem::path& path, const std::string& why) {
    return {errc::internal, path.string() + " can't be read: " + why};
}

refusal unreadable(const std::filesystem::path& path, int error) {
    return unreadable(path, std::system_category().message(error));
}

} // namespace

bool watched_file::changed() {
    const auto now = look();
    const bool out = !looked_ || now != last_;
    looked_ = true;
    last_ = now;
    return out;
}

std::optional<watched_file::state> watched_file::look() const {
    struct ::stat found {};
    if (::stat(path_.c_str(), &found) != 0)
        return std::nullopt;
    return state{found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec,
                 found.st_mtim.tv_nsec};
}

result<std::string> watched_file::read(std::size_t bytes_max) const {
    // Not to wait for a writer where the path is a pipe's.
    const open_file file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.descriptor < 0)
        return unreadable(path_, errno);
    std::string out;
    std::array<char, 4096> piece{};
    for (;;) {
        const ::ssize_t count = ::read(file.descriptor, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unreadable(path_, errno);
        if (count == 0)
            return out;
        out.append(piece.data(), static_cast<std::size_t>(count));
        if (out.size() > bytes_max)
            return unreadable(path_, "it is over " + std::to_string(bytes_max) + " bytes long");
    }
}

} // namespace crier
