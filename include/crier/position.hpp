#pragma once

// Where a message stands in a hub's history, and how a reader says where it stopped.

#include <crier/error.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A message's number in a history: 1, 2, 3, … over all topics, with no hole. 0 is "before the
/// first".
struct offset {
    std::uint64_t value = 0;

    [[nodiscard]] constexpr offset next() const noexcept { return offset{value + 1}; }
    /// The offset before this one; offset 0 has none, and stays.
    [[nodiscard]] constexpr offset previous() const noexcept {
        return offset{value == 0 ? 0 : value - 1};
    }
    friend constexpr auto operator<=>(offset, offset) = default;
};

/// What a history was named when it was created, as 16 hex digits: offsets of different epochs
/// can't be compared.
struct epoch {
    std::uint64_t value = 0;

    [[nodiscard]] std::string text() const;
    friend constexpr bool operator==(epoch, epoch) = default;
};

/// `EPOCH:OFFSET`, or an offset alone, whose epoch then isn't checked.
struct position {
    std::optional<crier::epoch> epoch;
    crier::offset offset;

    friend bool operator==(const position&, const position&) = default;
};

/// Reads a position; errc::position_unknown where the text is none.
[[nodiscard]] result<position> parse_position(std::string_view text);

} // namespace crier
