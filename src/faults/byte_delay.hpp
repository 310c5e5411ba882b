#pragma once

// When which bytes of a stream may go on, where they are late.

#include <chrono>
#include <cstddef>
#include <deque>

namespace crier {

/// A queue of bytes, each with the moment from which on it may be sent. It holds none of them: its
/// owner says how many there are. Order is kept: nothing overtakes what is late.
class byte_delay {
public:
    using clock = std::chrono::steady_clock;

    /// So many bytes are queued now; those that are new are due at `due`, or as soon as what is
    /// before them. Fewer than before: the last ones were taken back.
    void queued(std::size_t bytes, clock::time_point due);
    /// So many bytes from the front were sent.
    void sent(std::size_t bytes);

    /// How many bytes from the front may be sent.
    [[nodiscard]] std::size_t due(clock::time_point now) const;
    /// When more may; the end of time where nothing is queued.
    [[nodiscard]] clock::time_point next() const noexcept {
        return parts_.empty() ? clock::time_point::max() : parts_.front().due;
    }

private:
    struct part {
        std::size_t bytes;
        clock::time_point due;
    };

    std::deque<part> parts_;
    std::size_t bytes_ = 0; ///< of all parts
};

} // namespace crier
