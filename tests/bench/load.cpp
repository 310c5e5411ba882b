// The benchmark's load: one publisher and many WebSocket subscribers in one thread. It connects,
// warms up, says "ready", waits for a line on standard input, publishes window after window (the
// next when every subscriber has the last), and tells as one JSON object what came and what that
// cost itself. It measures no time that counts against the hub: tests/bench/run does.

#include "bench/subscriber.hpp"
#include "protocol/big_endian.hpp"

#include <crier/frame.hpp>

#include <sys/epoll.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <string_view>

namespace crier::bench {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t buffer_bytes = 256 * 1024;
// Without any delivery for this long what is missing counts as lost.
constexpr int stalled_ms = 30'000;

struct load_options {
    std::uint16_t publish_port = 0;
    std::uint16_t web_port = 0;
    std::uint64_t subscribers = 0;
    std::uint64_t window = 0;
    std::uint64_t messages = 0;
    std::uint64_t payload_bytes = 0;
    bool json = false;
};

/// PUBLISH frames of one window, in which only seq and the payload's number change.
class publisher {
public:
    publisher(std::uint16_t port, std::uint64_t window, std::size_t payload_bytes)
        : socket_{connect_to(port)} {
        const std::string payload(payload_bytes, 'x');
        publish_frame frame;
        frame.topic = "bench";
        frame.payload = payload;
        append_publish(window_, frame);
        frame_bytes_ = window_.size();
        number_at_ = frame_bytes_ - payload_bytes;
        for (std::uint64_t i = 1; i < window; ++i)
            append_publish(window_, frame);
        never_block(socket_.get());
    }

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
    [[nodiscard]] std::uint64_t published() const noexcept { return published_; }
    [[nodiscard]] std::uint64_t acknowledged() const noexcept { return acknowledged_; }

    /// Begins to send the next window; true once all of it is with the kernel.
    bool publish() {
        constexpr std::size_t seq_at = frame_header_bytes + 1 + 1;
        for (std::size_t at = 0; at < window_.size(); at += frame_bytes_) {
            ++published_;
            for (std::size_t i = 0; i < 8; ++i)
                window_[at + seq_at + i] = static_cast<char>(published_ >> (56 - 8 * i) & 0xFFU);
            std::uint64_t rest = published_;
            for (std::size_t i = counter_digits; i-- > 0; rest /= 10)
                window_[at + number_at_ + i] = static_cast<char>('0' + rest % 10);
        }
        unsent_ = window_;
        return write();
    }

    bool write() {
        errno = 0;
        const ssize_t sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            fail("publishing");
        unsent_.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
        return unsent_.empty();
    }

    /// Takes the hub's ACKs; anything else is thrown.
    void read() {
        std::array<char, 4096> buffer{};
        const std::size_t got = receive(socket_.get(), buffer.data(), buffer.size());
        partial_.append(buffer.data(), got);
        constexpr std::size_t ack_bytes = frame_header_bytes + 1 + 16;
        std::string_view bytes{partial_};
        for (; bytes.size() >= ack_bytes; bytes.remove_prefix(ack_bytes)) {
            const auto ack = parse_ack(bytes.substr(frame_header_bytes + 1, 16));
            if (static_cast<unsigned char>(bytes[4]) != 0x81 || !ack)
                throw std::runtime_error{"the hub said something else than ACK: " + partial_};
            acknowledged_ = ack->seq;
        }
        partial_.erase(0, partial_.size() - bytes.size());
    }

private:
    socket_handle socket_;
    std::string window_;
    std::size_t frame_bytes_ = 0;
    std::size_t number_at_ = 0;
    std::string_view unsent_;
    std::string partial_;
    std::uint64_t published_ = 0;
    std::uint64_t acknowledged_ = 0;
};

class load {
public:
    explicit load(const load_options& options)
        : options_{options},
          epoll_{::epoll_create1(EPOLL_CLOEXEC)},
          publisher_{options.publish_port, options.window, options.payload_bytes} {
        for (std::uint64_t i = 0; i < options.subscribers; ++i) {
            subscribers_.emplace_back(options.web_port, options.json, options.payload_bytes);
            watch(subscribers_.back().descriptor(), EPOLLIN, &subscribers_.back());
        }
        watch(publisher_.descriptor(), EPOLLIN, nullptr);
    }

    /// Publishes windows until `messages` more have been delivered to all; false when they weren't.
    bool publish(std::uint64_t messages) {
        const std::uint64_t end = publisher_.published() + messages;
        while (publisher_.published() < end) {
            expect_writable(!publisher_.publish());
            const std::uint64_t wanted = publisher_.published() * options_.subscribers;
            // What is missing was told by a later message: waiting for it would take for ever.
            while (counted_.delivered + counted_.missing < wanted || writing_ ||
                   publisher_.acknowledged() < publisher_.published()) {
                if (!turn())
                    return false;
            }
        }
        return counted_.missing == 0 && counted_.repeated == 0;
    }

    [[nodiscard]] tally counted() const noexcept {
        tally out = counted_;
        out.missing = publisher_.published() * options_.subscribers - counted_.delivered;
        return out;
    }

private:
    bool turn() {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), stalled_ms);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (auto* const reader = static_cast<subscriber*>(event.data.ptr); reader != nullptr) {
                reader->read(buffer_, counted_);
                continue;
            }
            if ((event.events & EPOLLIN) != 0)
                publisher_.read();
            if (writing_ && (event.events & EPOLLOUT) != 0)
                expect_writable(!publisher_.write());
        }
        return count > 0;
    }

    void watch(int descriptor, std::uint32_t events, void* who) const {
        epoll_event event{};
        event.events = events;
        event.data.ptr = who;
        if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
            fail("watching a socket");
    }

    void expect_writable(bool wanted) {
        if (wanted == writing_)
            return;
        writing_ = wanted;
        epoll_event event{};
        event.events = EPOLLIN | (wanted ? EPOLLOUT : 0U);
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, publisher_.descriptor(), &event);
    }

    load_options options_;
    socket_handle epoll_;
    publisher publisher_;
    std::deque<subscriber> subscribers_; // they are watched by address, so they must not move
    std::string buffer_ = std::string(buffer_bytes, '\0');
    tally counted_;
    bool writing_ = false; ///< a part of the window waits for room in the socket
};

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int run(const load_options& options) {
    load all{options};
    if (!all.publish(options.window * 3)) // the first windows meet cold caches and short buffers
        throw std::runtime_error{"messages were lost or doubled while warming up"};
    const tally before = all.counted();
    std::cout << "ready" << std::endl;
    std::string go;
    std::getline(std::cin, go);

    const auto begun = clock::now();
    const double cpu = cpu_seconds();
    const bool complete = all.publish(options.messages);
    const std::chrono::duration<double> took = clock::now() - begun;
    const tally after = all.counted();
    std::cout << "{\"deliveries\":" << after.delivered - before.delivered
              << ",\"missing\":" << after.missing << ",\"repeated\":" << after.repeated
              << ",\"seconds\":" << took.count() << ",\"cpu_seconds\":" << cpu_seconds() - cpu
              << "}" << std::endl;
    return complete ? 0 : 1;
}

/// Options as PUBLISH_PORT WEB_PORT SUBSCRIBERS raw|json WINDOW MESSAGES PAYLOAD_BYTES.
load_options parse(int argc, char** argv) {
    if (argc != 8)
        throw std::runtime_error{"this program is started by tests/bench/run"};
    load_options out;
    out.publish_port = static_cast<std::uint16_t>(std::stoul(argv[1]));
    out.web_port = static_cast<std::uint16_t>(std::stoul(argv[2]));
    out.subscribers = std::stoull(argv[3]);
    out.json = std::string_view{argv[4]} == "json";
    out.window = std::stoull(argv[5]);
    out.messages = std::stoull(argv[6]);
    out.payload_bytes = std::stoull(argv[7]);
    return out;
}

} // namespace
} // namespace crier::bench

int main(int argc, char** argv) {
    try {
        return crier::bench::run(crier::bench::parse(argc, argv));
    } catch (const std::exception& failure) {
        std::cerr << "crier-bench-load: " << failure.what() << "\n";
        return 1;
    }
}
