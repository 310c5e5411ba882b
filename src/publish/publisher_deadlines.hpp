#pragma once

#include "async/event.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace crier {

/// What a publisher's connection has to have done by when.
class publisher_deadlines {
public:
    using clock = event::clock;

    /// A frame that was begun and of which nothing more comes for this long ends the connection.
    static constexpr std::chrono::seconds frame_patience{10};

    /// Bytes came; `in_frame`: the last frame isn't whole yet.
    void note_input(bool in_frame) {
        frame_due_.reset();
        if (in_frame)
            frame_due_ = clock::now() + frame_patience;
    }
    void forget_frame() noexcept { frame_due_.reset(); }
    /// The connection is to be over in so long.
    void drain_within(clock::duration time) { drain_until_ = clock::now() + time; }
    [[nodiscard]] bool draining() const noexcept { return drain_until_.has_value(); }

    [[nodiscard]] bool frame_late(clock::time_point now) const noexcept {
        return frame_due_ && now >= *frame_due_;
    }
    [[nodiscard]] bool drained(clock::time_point now) const noexcept {
        return drain_until_ && now >= *drain_until_;
    }
    /// The earliest of them, and `at_most` from now.
    [[nodiscard]] clock::time_point next(clock::duration at_most) const {
        auto out = clock::now() + at_most;
        for (const auto& due : {frame_due_, drain_until_})
            out = std::min(out, due.value_or(out));
        return out;
    }

private:
    std::optional<clock::time_point> drain_until_;
    std::optional<clock::time_point> frame_due_; ///< while a frame is incomplete
};

} // namespace crier
