#pragma once

#include <crier/topic.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// Valid filters, of which one is enough.
struct filter_set {
    std::vector<std::string> filters;

    /// An empty topic is none: it stands for what is no message.
    [[nodiscard]] bool matches(std::string_view topic) const noexcept {
        return !topic.empty() && std::ranges::any_of(filters, [&](const std::string& filter) {
            return crier::matches(filter, topic);
        });
    }
};

} // namespace crier
