#pragma once

#include "history/history.hpp"
#include "metrics/limit_counts.hpp"

#include <crier/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Why a message on that topic can't be taken, errc::forbidden: the topic would be a new one, and
/// the hub has `topics_max` already (0: any number), which is noted. Quick as long as there is
/// room.
[[nodiscard]] inline std::optional<refusal> refuse_new_topic(const history& kept,
                                                             std::string_view topic,
                                                             std::uint64_t topics_max,
                                                             limit_counts& reached) {
    const auto& known = kept.topics();
    if (topics_max == 0 || known.size() < topics_max || known.contains(topic))
        return std::nullopt;
    reached.note(limit::topics);
    return refusal{errc::forbidden, "the hub has " + std::to_string(known.size()) +
                                        " topics, as many as may be; publish on one of them, or "
                                        "let the hub have more (--max-topics)"};
}

} // namespace crier
