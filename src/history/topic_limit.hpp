#pragma once

#include "history/history.hpp"
#include "metrics/limit_counts.hpp"

#include <crier/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Whether a message on that topic makes no topic beyond `topics_max` (0: any number). Quick as
/// long as there is room.
[[nodiscard]] inline bool has_room_for(const history& kept, std::string_view topic,
                                       std::uint64_t topics_max) {
    const auto& known = kept.topics();
    return topics_max == 0 || known.size() < topics_max || known.contains(topic);
}

/// Why a message on that topic can't be taken, errc::forbidden: the topic would be one more than
/// there may be, which is noted.
[[nodiscard]] inline std::optional<refusal> refuse_new_topic(const history& kept,
                                                             std::string_view topic,
                                                             std::uint64_t topics_max,
                                                             limit_counts& reached) {
    if (has_room_for(kept, topic, topics_max))
        return std::nullopt;
    reached.note(limit::topics);
    return refusal{errc::forbidden, "the hub has " + std::to_string(kept.topics().size()) +
                                        " topics, as many as may be; publish on one of them, or "
                                        "let the hub have more (--max-topics)"};
}

} // namespace crier
