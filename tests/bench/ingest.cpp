// Load for the history: many acknowledged publishers in one thread, each keeping a window of
// messages under way. Tells as one JSON object how many were acknowledged, how fast, and how long
// the acknowledgements took; tests/soak/measure starts it.

#include "bench/publishing.hpp"
#include "bench/report.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <deque>
#include <iostream>
#include <vector>

namespace crier::bench {
namespace {

// Without any acknowledgement for this long the hub doesn't store any more.
constexpr int stalled_ms = 30'000;

/// Options as PUBLISH_PORT PUBLISHERS WINDOW MESSAGES PAYLOAD_BYTES SESSION; MESSAGES in all.
struct ingest_options {
    std::uint16_t publish_port = 0;
    std::uint64_t publishers = 0;
    std::uint64_t window = 0;
    std::uint64_t messages = 0;
    std::uint64_t payload_bytes = 0;
    std::string session;
};

ingest_options parse(int argc, char** argv) {
    if (argc != 7)
        throw std::runtime_error{"this program is started by tests/soak/measure"};
    ingest_options out;
    out.publish_port = static_cast<std::uint16_t>(std::stoul(argv[1]));
    out.publishers = std::stoull(argv[2]);
    out.window = std::stoull(argv[3]);
    out.messages = std::stoull(argv[4]);
    out.payload_bytes = std::stoull(argv[5]);
    out.session = argv[6];
    return out;
}

class ingest {
public:
    explicit ingest(const ingest_options& options) : epoll_{::epoll_create1(EPOLL_CLOEXEC)} {
        for (std::uint64_t i = 0; i < options.publishers; ++i) {
            publishers_.emplace_back(
                options.publish_port,
                publishing_options{"bench-" + std::to_string(i), options.session, options.window,
                                   options.messages / options.publishers, options.payload_bytes});
            watch(EPOLL_CTL_ADD, publishers_.back());
        }
    }

    void run() {
        for (publishing& publisher : publishers_)
            see_to(publisher);
        while (running_ > 0) {
            std::array<epoll_event, 64> events{};
            const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), stalled_ms);
            if (count <= 0)
                throw std::runtime_error{"the hub acknowledges nothing any more"};
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                auto& publisher = *static_cast<publishing*>(event.data.ptr);
                if ((event.events & EPOLLIN) != 0)
                    publisher.read(latencies_);
                see_to(publisher);
            }
        }
    }

    [[nodiscard]] std::vector<std::uint32_t>& latencies() noexcept { return latencies_; }

private:
    void see_to(publishing& publisher) {
        const bool was_done = publisher.is_done();
        const bool was_blocked = publisher.is_blocked();
        publisher.write();
        if (publisher.is_blocked() != was_blocked)
            watch(EPOLL_CTL_MOD, publisher);
        if (was_done && !publisher.was_counted()) {
            publisher.count();
            --running_;
        }
    }

    void watch(int operation, publishing& publisher) {
        epoll_event event{};
        event.events = EPOLLIN | (publisher.is_blocked() ? EPOLLOUT : 0U);
        event.data.ptr = &publisher;
        if (::epoll_ctl(epoll_.get(), operation, publisher.descriptor(), &event) != 0)
            fail("watching a socket");
        running_ += operation == EPOLL_CTL_ADD ? 1 : 0;
    }

    socket_handle epoll_;
    std::deque<publishing> publishers_; // they are watched by address, so they must not move
    std::uint64_t running_ = 0;
    std::vector<std::uint32_t> latencies_; ///< in microseconds, of each message
};

void run(const ingest_options& options) {
    ingest all{options};
    const auto begun = publishing::clock::now();
    all.run();
    const std::chrono::duration<double> took = publishing::clock::now() - begun;
    std::vector<std::uint32_t>& latencies = all.latencies();
    const std::size_t messages = latencies.size();
    std::cout << "{\"messages\":" << messages << ",\"seconds\":" << took.count()
              << ",\"p50_us\":" << percentile(latencies, 0.5)
              << ",\"p99_us\":" << percentile(latencies, 0.99)
              << ",\"longest_us\":" << percentile(latencies, 1) << "}" << std::endl;
}

} // namespace
} // namespace crier::bench

int main(int argc, char** argv) {
    try {
        crier::bench::run(crier::bench::parse(argc, argv));
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "crier-bench-ingest: " << failure.what() << "\n";
        return 1;
    }
}
