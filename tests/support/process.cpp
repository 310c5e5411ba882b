#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace crier {
namespace {

using clock = std::chrono::steady_clock;

/// Waits until a descriptor is readable; throws when it isn't by the deadline.
void await_readable(int descriptor, clock::time_point deadline, const char* what) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
    pollfd waiting{descriptor, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0)
        throw std::runtime_error{std::string{"deadline passed while waiting for "} + what};
}

} // namespace

process::process(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{"pipe2"};
    error_ = ::memfd_create("standard error", MFD_CLOEXEC);
    std::vector<char*> arguments;
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    id_ = ::fork();
    if (id_ == 0) {
        ::dup2(pipe[1], STDOUT_FILENO);
        ::dup2(error_, STDERR_FILENO);
        for (const std::string& variable : environment)
            ::putenv(const_cast<char*>(variable.c_str()));
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(pipe[1]);
    output_ = pipe[0];
}

process::~process() {
    if (!ended_) {
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
    ::close(output_);
    ::close(error_);
}

std::string process::read_line() {
    const auto deadline = clock::now() + patience;
    for (;;) {
        if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        await_readable(output_, deadline, "a line of output");
        std::array<char, 4096> bytes{};
        const ssize_t count = ::read(output_, bytes.data(), bytes.size());
        if (count <= 0)
            throw std::runtime_error{"the program ended its output: " + error_output()};
        unread_.append(bytes.data(), static_cast<std::size_t>(count));
    }
}

void process::signal(int number) const {
    ::kill(id_, number);
}

int process::wait() {
    if (ended_)
        return status_;
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
    try {
        await_readable(descriptor, clock::now() + 2 * patience, "the program to end");
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    ::close(descriptor);
    int raw = 0;
    ::waitpid(id_, &raw, 0);
    ended_ = true;
    status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : -WTERMSIG(raw);
    return status_;
}

std::string process::error_output() const {
    std::string out;
    std::array<char, 4096> bytes{};
    ssize_t count = 0;
    for (off_t at = 0; (count = ::pread(error_, bytes.data(), bytes.size(), at)) > 0; at += count)
        out.append(bytes.data(), static_cast<std::size_t>(count));
    return out;
}

} // namespace crier
