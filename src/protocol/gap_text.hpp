#pragma once

// A gap in the words of an ERROR's message: frames have no type of their own for it.

#include "protocol/since.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// For instance "after=4 before=10 reason=expired: messages between these offsets are no longer
/// kept".
[[nodiscard]] inline std::string gap_text(const gap& missing) {
    return "after=" + std::to_string(missing.after.value) +
           " before=" + std::to_string(missing.before.value) +
           " reason=" + (missing.reason == gap_reason::expired ? "expired" : "epoch_changed") +
           ": messages between these offsets are no longer kept";
}

/// Reads it back; nothing where the text is about something else.
[[nodiscard]] inline std::optional<gap> parse_gap_text(std::string_view text) {
    const auto take = [&text](std::string_view name) -> std::optional<std::uint64_t> {
        if (!text.starts_with(name))
            return std::nullopt;
        text.remove_prefix(name.size());
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (parsed.ec != std::errc{})
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
        return number;
    };
    const auto after = take("after=");
    const auto before = after ? take(" before=") : std::nullopt;
    if (!before)
        return std::nullopt;
    if (text.starts_with(" reason=expired"))
        return gap{offset{*after}, offset{*before}, gap_reason::expired};
    if (text.starts_with(" reason=epoch_changed"))
        return gap{offset{*after}, offset{*before}, gap_reason::epoch_changed};
    return std::nullopt;
}

} // namespace crier
