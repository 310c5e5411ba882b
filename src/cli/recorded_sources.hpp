#pragma once

// Who speaks in a recording, and as whom it is replayed.

#include <crier/error.hpp>

#include <set>
#include <string>

namespace crier {

struct recorded_sources {
    std::set<std::string> names;
    std::set<std::string> unusable; ///< what no publisher may call itself
};

/// Reads a recording to its end, but for what the hub itself says in it. errc::bad_json, with the
/// line, where it is none.
[[nodiscard]] result<recorded_sources> read_sources(const std::string& file);

} // namespace crier
