#pragma once

// What a process, and the kernel, have used so far; from /proc.

#include "bench/report.hpp"

#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace crier::bench {

/// Of all its threads, to the nanosecond.
inline double cpu_seconds_of(pid_t process) {
    double out = 0;
    const auto tasks = "/proc/" + std::to_string(process) + "/task";
    for (const auto& task : std::filesystem::directory_iterator{tasks}) {
        double nanoseconds = 0;
        std::ifstream{task.path() / "schedstat"} >> nanoseconds;
        out += nanoseconds / 1e9;
    }
    return out;
}

inline double cpu_seconds_of(const std::vector<pid_t>& processes) {
    double out = 0;
    for (const pid_t each : processes)
        out += cpu_seconds_of(each);
    return out;
}

/// What the server, all of its processes, and the load use from its construction on.
class cpu_usage {
public:
    explicit cpu_usage(std::vector<pid_t> server)
        : server_{std::move(server)},
          server_before_{cpu_seconds_of(server_)},
          load_before_{cpu_seconds_of(::getpid())} {}

    void tell(report& to) const {
        to.add("server_cpu_seconds", cpu_seconds_of(server_) - server_before_);
        to.add("load_cpu_seconds", cpu_seconds_of(::getpid()) - load_before_);
    }

private:
    std::vector<pid_t> server_;
    double server_before_;
    double load_before_;
};

/// The number behind `name` in a file of lines like "Pss:  12 kB" or "TCP: inuse 5 mem 3"; 0 where
/// there is none.
inline std::uint64_t number_in(const std::string& path, const std::string& line_name,
                               const std::string& name = {}) {
    std::ifstream file{path};
    for (std::string word; file >> word;) {
        if (word != line_name)
            continue;
        while (!name.empty() && word != name && file >> word) {
        }
        std::uint64_t out = 0;
        file >> out;
        return out;
    }
    return 0;
}

/// Their share of the memory that they have mapped and touched.
inline std::uint64_t memory_bytes_of(const std::vector<pid_t>& processes) {
    std::uint64_t out = 0;
    for (const pid_t each : processes)
        out += number_in("/proc/" + std::to_string(each) + "/smaps_rollup", "Pss:") * 1024;
    return out;
}

/// The kernel's own objects, of everybody; a socket is most of what a connection adds.
inline std::uint64_t slab_bytes() {
    return number_in("/proc/meminfo", "Slab:") * 1024;
}

/// What TCP has set aside for bytes under way, of everybody.
inline std::uint64_t tcp_buffer_bytes() {
    return number_in("/proc/net/sockstat", "TCP:", "mem") *
           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace crier::bench
