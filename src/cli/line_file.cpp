#include "cli/line_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crier {

line_file::~line_file() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::optional<std::string> line_file::open(const std::string& file) {
    constexpr mode_t readable = 0644;
    descriptor_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, readable);
    if (descriptor_ < 0)
        return std::strerror(errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
        return "another program writes to it";
    return std::nullopt;
}

std::optional<std::string> line_file::keep(std::uint64_t bytes) {
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0)
        return std::strerror(errno);
    return std::nullopt;
}

std::optional<std::string> line_file::append(std::string_view line) {
    buffer_.assign(line).push_back('\n');
    for (std::string_view left = buffer_; !left.empty();) {
        const auto written = ::write(descriptor_, left.data(), left.size());
        if (written < 0 && errno != EINTR)
            return std::strerror(errno);
        left.remove_prefix(static_cast<std::size_t>(written < 0 ? 0 : written));
    }
    return std::nullopt;
}

} // namespace crier
