#include "bench/acknowledged_ingest.hpp"

#include <algorithm>
#include <array>

namespace crier::bench {
namespace {

// Without any acknowledgement for this long the server doesn't store any more.
constexpr int stalled_ms = 30'000;
// Room for as many latencies as a long measurement has; it is touched only as it is used.
constexpr std::size_t latencies_expected = std::size_t{16} * 1024 * 1024;

} // namespace

acknowledged_ingest::acknowledged_ingest(const std::vector<port>& at, std::size_t publishers,
                                         const window_plan& plan,
                                         const session_maker& make_session) {
    latencies_.reserve(latencies_expected);
    for (std::size_t i = 0; i < publishers; ++i) {
        publishers_.emplace_back(at[i % at.size()].number, make_session(i), i, plan, latencies_);
        watch(EPOLL_CTL_ADD, publishers_.back());
    }
    while (!std::all_of(publishers_.begin(), publishers_.end(),
                        [](const acknowledged_publisher& one) { return one.is_ready(); }))
        turn();
    first_offset_ = last_offset();
}

void acknowledged_ingest::run(std::uint64_t messages_each, std::chrono::duration<double> time) {
    for (acknowledged_publisher& one : publishers_) {
        one.publish(messages_each);
        watch(EPOLL_CTL_MOD, one);
    }
    const auto begun = clock::now();
    while (!std::all_of(publishers_.begin(), publishers_.end(),
                        [](const acknowledged_publisher& one) { return one.is_done(); })) {
        turn();
        if (clock::now() - begun < time)
            continue;
        for (acknowledged_publisher& one : publishers_)
            one.finish();
    }
}

std::uint64_t acknowledged_ingest::acknowledged() const {
    std::uint64_t out = 0;
    for (const acknowledged_publisher& one : publishers_)
        out += one.acknowledged();
    return out;
}

std::uint64_t acknowledged_ingest::last_offset() const {
    std::uint64_t out = 0;
    for (const acknowledged_publisher& one : publishers_)
        out = std::max(out, one.offset());
    return out;
}

void acknowledged_ingest::turn() {
    std::array<epoll_event, 64> events{};
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), stalled_ms);
    if (count <= 0)
        throw std::runtime_error{"the server acknowledges nothing any more"};
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        attend(*static_cast<acknowledged_publisher*>(event.data.ptr), event.events);
    }
}

void acknowledged_ingest::attend(acknowledged_publisher& who, std::uint32_t events) {
    const std::uint32_t interest = who.interest();
    who.on_event(events, buffer_);
    if (who.interest() != interest)
        watch(EPOLL_CTL_MOD, who);
}

void acknowledged_ingest::watch(int operation, acknowledged_publisher& who) const {
    epoll_event event{};
    event.events = who.interest();
    event.data.ptr = &who;
    if (::epoll_ctl(epoll_.get(), operation, who.descriptor(), &event) != 0)
        fail("watching a socket");
}

} // namespace crier::bench
