#pragma once

// Proof that nothing is missing: every message names the one before it on its topic.

#include "protocol/string_hash.hpp"

#include <crier/position.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crier {

/// Checks what a hub promises instead of believing it. It knows one number for each topic, of at
/// most so many.
class continuity {
public:
    static constexpr std::size_t topics_max = 100'000;

    /// Up to where its topic was known, where a message is missing between there and `at`; nothing
    /// where none is.
    [[nodiscard]] std::optional<offset> missing_after(std::string_view topic, offset at,
                                                      offset prev);

    /// What is at or before this offset was never promised: a beginning, or behind a gap. Nothing:
    /// that isn't known until a message comes.
    void start_after(std::optional<offset> base);

private:
    std::unordered_map<std::string, offset, string_hash, std::equal_to<>> last_on_topic_;
    std::optional<offset> base_;
};

} // namespace crier
