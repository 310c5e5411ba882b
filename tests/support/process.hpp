#pragma once

// Real processes, started and ended by a test.

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace crier {

/// What any wait of a test may take before it has failed: generous, for slow and busy machines.
inline constexpr std::chrono::seconds patience{20};

/// A child process whose output is kept. It is killed when this is destroyed.
class process {
public:
    /// `command[0]` is the program's path; `environment` adds NAME=value.
    explicit process(const std::vector<std::string>& command,
                     const std::vector<std::string>& environment = {});
    ~process();
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    /// The next line of its standard output; throws when none comes in time.
    std::string read_line();
    void signal(int number) const;
    /// Waits for the end: the exit status, or minus the signal that ended it. Throws when it
    /// doesn't end in time.
    int wait();
    /// All of its standard error, once it has ended.
    [[nodiscard]] std::string error_output() const;
    [[nodiscard]] pid_t id() const noexcept { return id_; }

private:
    pid_t id_ = -1;
    int output_ = -1;
    int error_ = -1; ///< an unnamed file
    std::string unread_;
    bool ended_ = false;
    int status_ = 0;
};

} // namespace crier
