#pragma once

// The load's loop: all subscribers and publishers of one measurement, and the account of what is
// still due. Who is cut off, or stops reading, is due nothing any more.

#include "bench/publisher.hpp"
#include "bench/subscriber.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace crier::bench {

/// Where a server is; connections take turns where it is several.
struct ports {
    std::vector<port> publish{1};
    std::vector<port> subscribe{1};
};

class crowd {
public:
    using clock = std::chrono::steady_clock;

    crowd(const peer& server, const ports& at, std::size_t audiences)
        : server_{server},
          ports_{at},
          epoll_{::epoll_create1(EPOLL_CLOEXEC)},
          audiences_(audiences),
          counts_(streams_max) {}
    ~crowd();
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;

    /// Connects so many, at most `at_once` of them on their way at a time, and waits until each is
    /// subscribed or cut off.
    void connect(std::size_t count, std::size_t at_once,
                 const std::function<subscription_plan(std::size_t)>& plan);
    publisher& add_publisher(std::vector<utterance> batch, std::size_t payload_bytes);
    /// From now on each delivery to those that are connected is told to `watching`.
    void watch(watcher* watching);
    /// Reads no more from a subscriber.
    void stall(std::size_t which);

    /// Publishes a batch, whose audiences are due it from now on.
    void publish(publisher& from);
    /// Turns until nothing is due and all is sent; false when nothing happened for long.
    bool settle();
    /// Sees to what is ready, waiting for at most so long; whether there was anything.
    bool turn(std::chrono::milliseconds patience);
    void turn_for(std::chrono::milliseconds time);

    [[nodiscard]] const tally& counted() const noexcept { return counted_; }
    [[nodiscard]] std::uint64_t due() const noexcept { return due_ - settled(); }
    /// When something came last: behind that, what is missing was waited for in vain.
    [[nodiscard]] clock::time_point last_event() const noexcept { return last_event_; }
    [[nodiscard]] std::size_t live() const noexcept { return live_; }
    [[nodiscard]] std::size_t cut() const noexcept { return cut_; }
    /// What was due to those that were cut off.
    [[nodiscard]] std::uint64_t forgone() const noexcept { return forgone_; }
    /// Why the first was cut off.
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
    struct audience {
        std::size_t size = 0;
        std::uint64_t due = 0; ///< to each
    };

    [[nodiscard]] std::uint64_t settled() const noexcept {
        return counted_.delivered + counted_.missing;
    }
    [[nodiscard]] bool is_all_sent() const noexcept;
    void attend(endpoint& who, std::uint32_t events);
    void note_change(subscriber& who, subscriber::state before);
    std::uint64_t dismiss(const subscriber& who);
    void watch_socket(int operation, endpoint& who, std::uint32_t interest) const;

    const peer& server_;
    ports ports_;
    socket_handle epoll_;
    std::vector<audience> audiences_;
    std::vector<std::uint64_t> counts_; ///< by stream, how many were published
    // They are watched by address, so they must not move.
    std::deque<subscriber> subscribers_;
    std::deque<publisher> publishers_;
    std::string buffer_ = std::string(std::size_t{1024} * 1024, '\0');
    tally counted_;
    std::uint64_t due_ = 0; ///< ever, to those that are not dismissed
    std::uint64_t forgone_ = 0;
    std::size_t pending_ = 0; ///< on their way to be subscribed
    std::size_t live_ = 0;
    std::size_t cut_ = 0;
    std::string reason_;
    clock::time_point last_event_;
};

} // namespace crier::bench
