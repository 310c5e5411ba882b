#include "history/data_folder.hpp"

#include "history/unusable.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace crier {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error{"the data folder " + path.string() + " " + why};
}

std::string reason(int error) {
    return std::system_category().message(error);
}

} // namespace

data_folder::data_folder(std::filesystem::path path) : path_{std::move(path)} {
    std::error_code ec;
    std::filesystem::create_directories(path_, ec);
    if (ec)
        refuse(path_, "can't be made: " + ec.message() + "; " + remedy(ec.value()));
    const std::string file = path_ / "crier.lock";
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0) {
        const int error = errno;
        refuse(path_, "can't be written to: " + reason(error) + "; " + remedy(error));
    }
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        refuse(path_, "is in use by another crier-hub; stop that one first, or choose another "
                      "folder with --data-dir");
    }
}

data_folder::~data_folder() {
    ::close(lock_); // which unlocks it; the file stays, as removing it would race with another hub
}

} // namespace crier
