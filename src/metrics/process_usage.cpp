#include "metrics/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace crier {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// The fields of /proc/self/stat from the third on (proc(5)); those before may hold spaces.
std::vector<std::string> read_stat() {
    std::ifstream file{"/proc/self/stat"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto end_of_name = text.rfind(')');
    if (end_of_name == text.npos)
        return {};
    std::istringstream rest{text.substr(end_of_name + 1)};
    return {std::istream_iterator<std::string>{rest}, {}};
}

/// When the machine was started, in seconds since 1970.
std::optional<double> boot_time() {
    std::ifstream file{"/proc/stat"};
    for (std::string name; file >> name;) {
        double value = 0;
        if (name == "btime" && file >> value)
            return value;
    }
    return std::nullopt;
}

} // namespace

void describe_process(exposition& out) {
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) {
        out.counter("process_cpu_seconds_total", "Processor time used, in user and system mode.",
                    seconds(used.ru_utime) + seconds(used.ru_stime));
    }
    const auto stat = read_stat();
    constexpr std::size_t start_field = 19;    // the 22nd of all: in clock ticks since boot
    constexpr std::size_t resident_field = 21; // the 24th: in pages
    if (stat.size() > resident_field) {
        const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
        const double tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
        out.gauge("process_resident_memory_bytes", "Memory that the process has in RAM.",
                  std::stod(stat[resident_field]) * page);
        if (const auto boot = boot_time())
            out.gauge("process_start_time_seconds", "When the process began, since 1970.",
                      *boot + std::stod(stat[start_field]) / tick);
    }
    std::error_code ec;
    const std::filesystem::directory_iterator open{"/proc/self/fd", ec};
    if (!ec) {
        // One of them is this look itself.
        out.gauge("process_open_fds", "Open file descriptors.",
                  static_cast<double>(std::distance(begin(open), end(open)) - 1));
    }
    rlimit allowed{};
    if (::getrlimit(RLIMIT_NOFILE, &allowed) == 0) {
        out.gauge("process_max_fds", "The most file descriptors that may be open.",
                  static_cast<double>(allowed.rlim_cur));
    }
}

} // namespace crier
