#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crier {

/// One client's filters are at most this many, of both kinds together.
inline constexpr std::size_t permitted_filters_max = 256;

/// What a client may publish on and subscribe to: what one of these valid filters covers.
struct topic_filters {
    std::vector<std::string> publish;
    std::vector<std::string> subscribe;

    friend bool operator==(const topic_filters&, const topic_filters&) = default;
};

} // namespace crier
