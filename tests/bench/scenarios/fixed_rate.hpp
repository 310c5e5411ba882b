#pragma once

// A message every so often, however long the last one takes, and how long each delivery took from
// when its message was due to be published.

#include "bench/scenarios/scenario.hpp"

#include <functional>

namespace crier::bench {

class stopwatches final : public watcher {
public:
    using clock = crowd::clock;

    /// For the messages of one stream behind the first `numbers_before`; each is due to so many.
    stopwatches(std::size_t subscribers, std::uint64_t numbers_before)
        : subscribers_{subscribers}, before_{numbers_before} {}

    /// Makes room for what so many messages are timed with.
    void reserve(std::size_t messages);
    /// The next message is due then.
    void begin(clock::time_point due);
    void delivered(std::uint64_t number) override;

    std::vector<std::uint32_t> each; ///< of each delivery, in microseconds
    std::vector<std::uint32_t> last; ///< of each message, when the last subscriber had it

private:
    std::size_t subscribers_;
    std::uint64_t before_;
    std::vector<clock::time_point> due_at_;
    std::vector<std::size_t> missing_;
};

/// Publishes at so many messages a second for as long as `goes_on` says, which is given how many
/// were published; then waits until nothing is due.
void publish_at_rate(crowd& all, publisher& from, double rate, stopwatches& watches,
                     const std::function<bool(std::size_t published)>& goes_on);

} // namespace crier::bench
