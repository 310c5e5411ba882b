#pragma once

// What a message of the broker is in the hub, and the other way round.

#include <crier/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

struct topic_mapping {
    std::vector<std::string> filters{"#"}; ///< of the broker's topics, what is taken
    std::string prefix;                    ///< stands before each of them in the hub
    std::string source = "mqtt";
    /// The level of the broker's topic that is the source, from 1; nothing: `source` always is.
    std::optional<std::uint64_t> source_level;
};

/// Where the hub has what the broker has on `topic`.
[[nodiscard]] std::string hub_topic(const topic_mapping& mapping, std::string_view topic);

/// Where the broker has what the hub has on `topic`: without the prefix, if it begins with it.
[[nodiscard]] std::string_view broker_topic(const topic_mapping& mapping, std::string_view topic);

/// Who speaks on this topic of the broker. A level that is missing or empty is nobody, for whom
/// `mapping.source` speaks; what a source can't contain becomes '-'.
[[nodiscard]] std::string source_of(const topic_mapping& mapping, std::string_view topic);

/// Whether one of the filters takes this topic of the broker.
[[nodiscard]] bool takes(const topic_mapping& mapping, std::string_view topic);

/// Whether a message that the hub has from `source` on `topic` (the hub's) is one that this mapping
/// has brought there: it isn't sent back.
[[nodiscard]] bool came_from_broker(const topic_mapping& mapping, std::string_view topic,
                                    std::string_view source);

/// What a payload is: JSON where it is a JSON object or array, text where it is UTF-8. A number
/// alone stays text: "007" and "1e5" are as likely a name as a number.
[[nodiscard]] payload_format format_of(std::string_view payload);

} // namespace crier
