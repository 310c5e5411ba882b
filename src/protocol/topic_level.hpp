#pragma once

#include <string_view>

namespace crier {

/// The first level of a topic or filter, and what comes after its slash.
struct topic_level {
    std::string_view text;
    std::string_view rest;
    bool last = false; ///< there was no slash
};

[[nodiscard]] inline topic_level first_level(std::string_view levels) noexcept {
    const auto slash = levels.find('/');
    if (slash == std::string_view::npos)
        return {levels, {}, true};
    return {levels.substr(0, slash), levels.substr(slash + 1), false};
}

} // namespace crier
