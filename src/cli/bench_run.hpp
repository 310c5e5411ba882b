#pragma once

// A measurement: publishers and subscribers at work, and what comes of it.

#include "async/event.hpp"
#include "cli/bench_ledger.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/publisher.hpp>
#include <crier/subscriber.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

struct bench_order {
    connection_options hub;
    std::size_t publishers = 1;
    std::size_t subscribers = 1;
    std::uint64_t rate = 1000; ///< messages a second, of all publishers; 0: as fast as it goes
    std::size_t bytes = 128;   ///< of a payload
    std::chrono::microseconds duration = std::chrono::seconds{10};
};

/// Everybody speaks on topics of this measurement alone, so others don't disturb what is counted.
class bench_run {
public:
    bench_run(const boost::asio::any_io_executor& executor, bench_order order);
    bench_run(const bench_run&) = delete;
    bench_run& operator=(const bench_run&) = delete;

    /// Connects everybody, publishes, and waits until what was acknowledged has come, for a while.
    /// Why not, where somebody can't connect or is refused.
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>> run();
    /// Publishes no more from now on.
    void stop();

    [[nodiscard]] event::clock::duration published_for() const;
    [[nodiscard]] std::uint64_t said() const;
    [[nodiscard]] std::uint64_t acknowledged() const;
    [[nodiscard]] std::uint64_t received() const;
    [[nodiscard]] std::uint64_t doubled() const;
    /// What was acknowledged and hasn't come, over all subscribers.
    [[nodiscard]] std::uint64_t missing() const;
    [[nodiscard]] latency_histogram latency() const;

private:
    struct speaker {
        std::unique_ptr<publisher> out;
        std::uint64_t said = 0;
    };
    struct listener {
        explicit listener(std::size_t publishers) : ledger{publishers} {}
        bench_ledger ledger;
        std::unique_ptr<subscriber> in;
        bool is_ready = false;
    };

    void add_listener(const boost::asio::any_io_executor& executor);
    [[nodiscard]] boost::asio::awaitable<void> speak(std::size_t index);
    [[nodiscard]] boost::asio::awaitable<void> pause_until(event::clock::time_point due);
    [[nodiscard]] boost::asio::awaitable<bool> wait_for_listeners();
    [[nodiscard]] boost::asio::awaitable<void> wait_for_speakers();
    [[nodiscard]] boost::asio::awaitable<void> wait_for_everything();
    void spawn_all(const boost::asio::any_io_executor& executor);

    bench_order order_;
    std::string topic_;
    std::vector<speaker> speakers_;
    std::vector<std::unique_ptr<listener>> listeners_;
    event changed_;
    std::size_t speaking_ = 0;
    std::size_t running_ = 0; ///< publishers and subscribers that haven't ended
    bool is_stopped_ = false;
    std::optional<refusal> failed_;
    std::string setback_; ///< the last one, as the end of a sentence
    event::clock::time_point begun_;
    std::optional<event::clock::time_point> ended_;
};

} // namespace crier
