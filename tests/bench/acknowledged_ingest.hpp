#pragma once

// Many acknowledged publishers at once: what fills a history, and what measures how fast it fills.

#include "bench/acknowledged_publisher.hpp"
#include "bench/byte_stream.hpp"

#include <deque>
#include <functional>

namespace crier::bench {

class acknowledged_ingest {
public:
    using clock = acknowledged_publisher::clock;
    using session_maker = std::function<std::unique_ptr<store_session>(std::size_t publisher)>;

    /// Connects them to each of these in turn, and waits until each may begin.
    acknowledged_ingest(const std::vector<port>& at, std::size_t publishers,
                        const window_plan& plan, const session_maker& make_session);

    /// Each publishes up to so many messages, for at most so long; until all are acknowledged.
    void run(std::uint64_t messages_each, std::chrono::duration<double> time);

    [[nodiscard]] std::uint64_t acknowledged() const;
    /// How many messages the store's own numbers went up by.
    [[nodiscard]] std::uint64_t stored() const { return last_offset() - first_offset_; }
    /// In microseconds, of each message.
    [[nodiscard]] std::vector<std::uint32_t>& latencies() noexcept { return latencies_; }

private:
    void turn();
    void attend(acknowledged_publisher& who, std::uint32_t events);
    void watch(int operation, acknowledged_publisher& who) const;
    [[nodiscard]] std::uint64_t last_offset() const;

    socket_handle epoll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::deque<acknowledged_publisher> publishers_; // watched by address, so they must not move
    std::vector<std::uint32_t> latencies_;
    std::string buffer_ = std::string(std::size_t{64} * 1024, '\0');
    std::uint64_t first_offset_ = 0;
};

} // namespace crier::bench
