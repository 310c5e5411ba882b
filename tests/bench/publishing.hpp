#pragma once

// One acknowledged publisher of the ingest load: HELLO, then a window of messages under way.

#include "bench/sockets.hpp"

#include <crier/frame.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier::bench {

struct publishing_options {
    std::string source;
    std::string session;
    std::uint64_t window = 0;
    std::uint64_t messages = 0;
    std::size_t payload_bytes = 0;
};

class publishing {
public:
    using clock = std::chrono::steady_clock;

    publishing(std::uint16_t port, publishing_options options)
        : options_{std::move(options)},
          socket_{connect_to(port)},
          payload_(options_.payload_bytes, 'x'),
          topic_{"ingest/" + options_.source},
          said_at_(options_.window) {
        std::string hello;
        append_hello(hello, {options_.source, options_.session, {}});
        send_all(socket_.get(), hello);
        never_block(socket_.get());
    }

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
    [[nodiscard]] bool is_done() const noexcept { return acknowledged_ == options_.messages; }
    /// Whether something waits for room in the socket.
    [[nodiscard]] bool is_blocked() const noexcept { return !unsent_.empty(); }
    [[nodiscard]] bool was_counted() const noexcept { return counted_; }
    void count() noexcept { counted_ = true; }

    /// Says what the window allows, and hands the kernel what it takes.
    void write() {
        const auto now = clock::now();
        while (said_ < options_.messages && said_ - acknowledged_ < options_.window) {
            ++said_;
            said_at_[said_ % options_.window] = now;
            publish_frame frame;
            frame.seq = said_;
            frame.topic = topic_;
            frame.payload = payload_;
            append_publish(unsent_, frame);
        }
        if (unsent_.empty())
            return;
        errno = 0;
        const ssize_t sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            fail("publishing");
        unsent_.erase(0, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    }

    /// Takes what the hub says, and adds how long each acknowledged message took.
    void read(std::vector<std::uint32_t>& latencies) {
        std::string buffer(std::size_t{64} * 1024, '\0');
        partial_.append(buffer, 0, receive(socket_.get(), buffer.data(), buffer.size()));
        std::string_view bytes{partial_};
        while (bytes.size() >= frame_header_bytes) {
            std::size_t length = 0;
            for (std::size_t i = 0; i < frame_header_bytes; ++i)
                length = length << 8U | static_cast<unsigned char>(bytes[i]);
            if (bytes.size() < frame_header_bytes + length)
                break;
            take(bytes.substr(frame_header_bytes, length), latencies);
            bytes.remove_prefix(frame_header_bytes + length);
        }
        partial_.erase(0, partial_.size() - bytes.size());
    }

private:
    void take(std::string_view content, std::vector<std::uint32_t>& latencies) {
        const auto type = static_cast<frame_type>(content.front());
        if (type == frame_type::welcome)
            return;
        const auto ack = parse_ack(content.substr(1));
        if (type != frame_type::ack || !ack || ack->seq > said_)
            throw std::runtime_error{"the hub said something else than ACK: " +
                                     std::string{content.substr(1)}};
        const auto now = clock::now();
        while (acknowledged_ < ack->seq) {
            ++acknowledged_;
            const auto took = now - said_at_[acknowledged_ % options_.window];
            const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took);
            latencies.push_back(static_cast<std::uint32_t>(micros.count()));
        }
    }

    publishing_options options_;
    socket_handle socket_;
    std::string payload_;
    std::string topic_;
    std::vector<clock::time_point> said_at_; ///< by seq, as far as the window reaches
    std::string unsent_;
    std::string partial_; ///< the beginning of a frame whose rest hasn't come
    std::uint64_t said_ = 0;
    std::uint64_t acknowledged_ = 0;
    bool counted_ = false;
};

} // namespace crier::bench
