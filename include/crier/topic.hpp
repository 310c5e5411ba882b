#pragma once

// Topics and filters: MQTT's syntax and matching rules (MQTT 5.0, section 4.7).

#include <crier/error.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace crier {

/// A topic or filter is at most this long, in bytes of UTF-8.
inline constexpr std::size_t topic_bytes_max = 255;

/// Topics that begin with this are the hub's own announcements.
inline constexpr std::string_view hub_topic_prefix = "$hub/";

/// Whether a topic is one of these, or `$hub` itself, which who follows `$hub/#` gets too.
[[nodiscard]] constexpr bool is_hub_topic(std::string_view topic) noexcept {
    return topic.starts_with(hub_topic_prefix) || topic == "$hub";
}

/// Why `topic` can't be published on; nothing when it can. A topic is 1 to 255 bytes of UTF-8
/// without NUL, `+` or `#`; its levels are parted by `/` and may be empty.
[[nodiscard]] std::optional<refusal> check_topic(std::string_view topic);

/// Why `filter` can't be subscribed to; nothing when it can. A filter is a topic in which a whole
/// level may be `+`, and the last level may be `#`.
[[nodiscard]] std::optional<refusal> check_filter(std::string_view filter);

/// Whether a valid filter matches a valid topic. `+` stands for one level, `#` for all further
/// ones, also none; a wildcard in the first level doesn't match a topic that begins with `$`.
[[nodiscard]] bool matches(std::string_view filter, std::string_view topic) noexcept;

} // namespace crier
