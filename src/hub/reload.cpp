#include "hub/reload.hpp"

#include <algorithm>
#include <array>

namespace crier {
namespace {

// Those that every session looks up anew; what one connection may publish, a new connection.
constexpr std::array<std::string_view, 11> reloadable{
    "--log-level",        "--max-connections",   "--max-connections-per-address",
    "--max-filters",      "--max-header",        "--max-topics",
    "--max-publish-rate", "--max-publish-bytes", "--idle-deadline",
    "--header-deadline",  "--handshake-deadline"};

} // namespace

std::vector<std::string> changed_flags(const std::map<std::string, std::string>& before,
                                       const std::map<std::string, std::string>& after) {
    std::vector<std::string> out;
    for (const auto& [flag, value] : after) {
        const auto was = before.find(flag);
        if (was == before.end() || was->second != value)
            out.push_back(flag);
    }
    for (const auto& [flag, value] : before) {
        if (!after.contains(flag))
            out.push_back(flag);
    }
    return out;
}

bool is_reloadable(std::string_view flag) {
    return std::ranges::find(reloadable, flag) != reloadable.end();
}

} // namespace crier
