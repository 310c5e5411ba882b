#pragma once

// Where a reader goes on in a history, and what it has missed.

#include "protocol/event.hpp"

#include <optional>
#include <span>
#include <string>

namespace crier {

/// A name that a history had until its end was lost. What it held under that name after `last` is
/// gone, and other messages have those offsets.
struct former_epoch {
    crier::epoch epoch;
    offset last;

    friend bool operator==(const former_epoch&, const former_epoch&) = default;
};

/// What a history holds at the moment.
struct kept_range {
    crier::epoch epoch;
    offset oldest; ///< the first offset kept; the one after the last when nothing is
    offset last;
    std::span<const former_epoch> former = {};
};

/// Messages after `after` and before `before` that are no longer kept. Where the epoch changed,
/// `after` is the last offset that the reader's history has in common with this one.
struct gap {
    offset after;
    offset before;
    gap_reason reason = gap_reason::expired;

    friend bool operator==(const gap&, const gap&) = default;
};

struct reading_start {
    offset after;               ///< everything after it is kept
    std::optional<gap> missing; ///< what the reader asked for and can't get
};

/// Where a reader goes on who has everything up to `since`. Offset 0 without an epoch is "from the
/// oldest kept", and misses nothing. A position of another epoch, or of a future that this history
/// doesn't have, is followed by everything that is kept; one of a former epoch by what came after
/// the last offset that both have.
[[nodiscard]] reading_start begin_after(const position& since, const kept_range& kept);

/// What is no longer kept of everything after an offset.
[[nodiscard]] std::optional<gap> expired_after(offset after, offset oldest);

[[nodiscard]] inline std::string gap_event(const gap& missing) {
    return gap_event(missing.after, missing.before, missing.reason);
}

} // namespace crier
