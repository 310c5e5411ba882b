#pragma once

#include "bench/endpoint.hpp"
#include "bench/numbers.hpp"
#include "bench/peers/store.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace crier::bench {

/// How many messages an acknowledged publisher has under way, and of what size.
struct window_plan {
    std::size_t window = 1;
    std::size_t payload_bytes = number_digits;
};

/// One TCP connection that keeps a window of messages under way, and times each from when it is
/// said to its acknowledgement.
class acknowledged_publisher final : public endpoint {
public:
    using clock = std::chrono::steady_clock;

    acknowledged_publisher(std::uint16_t port, std::unique_ptr<store_session> session,
                           std::size_t stream, const window_plan& plan,
                           std::vector<std::uint32_t>& latencies)
        : endpoint{connect_to(port)},
          session_{std::move(session)},
          payload_(plan.payload_bytes, 'x'),
          said_at_(plan.window),
          latencies_{latencies} {
        write_digits(payload_.data(), stream_digits, stream);
        send_all(descriptor(), session_->greeting());
        never_block(descriptor());
    }

    [[nodiscard]] bool is_ready() const noexcept { return ready_; }
    [[nodiscard]] bool is_done() const noexcept { return acknowledged_ == last_; }
    [[nodiscard]] std::uint64_t acknowledged() const noexcept { return acknowledged_; }
    /// The largest that the store gave a message of this publisher, or had before the first.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

    /// Begins to publish, up to the message of this number.
    void publish(std::uint64_t last) {
        last_ = last;
        write();
    }
    /// Says nothing new.
    void finish() noexcept { last_ = std::min(last_, said_); }

    [[nodiscard]] std::uint32_t interest() const noexcept override {
        return EPOLLIN | (unsent_.empty() ? 0U : EPOLLOUT);
    }

    void on_event(std::uint32_t events, std::string& buffer) override {
        if ((events & ~std::uint32_t{EPOLLOUT}) != 0)
            read(buffer);
        write();
    }

private:
    void write() {
        const auto now = clock::now();
        while (said_ < last_ && said_ - acknowledged_ < said_at_.size()) {
            ++said_;
            said_at_[said_ % said_at_.size()] = now;
            write_digits(payload_.data() + stream_digits, count_digits, said_);
            session_->append_message(unsent_, said_, payload_);
        }
        if (unsent_.empty())
            return;
        errno = 0;
        const ssize_t sent = ::send(descriptor(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            fail("publishing");
        unsent_.erase(0, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    }

    void read(std::string& buffer) {
        partial_.append(buffer, 0, receive(descriptor(), buffer.data(), buffer.size()));
        std::string_view bytes{partial_};
        while (const auto taken = session_->take(bytes, unsent_))
            heed(*taken);
        partial_.erase(0, partial_.size() - bytes.size());
    }

    void heed(const acknowledgement& taken) {
        if (taken.seq > said_)
            throw std::runtime_error{"the server acknowledges what was never said"};
        ready_ = true;
        offset_ = std::max(offset_, taken.offset);
        const auto now = clock::now();
        while (acknowledged_ < taken.seq) {
            ++acknowledged_;
            const auto took = now - said_at_[acknowledged_ % said_at_.size()];
            const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took);
            latencies_.push_back(static_cast<std::uint32_t>(micros.count()));
        }
    }

    std::unique_ptr<store_session> session_;
    std::string payload_;
    std::vector<clock::time_point> said_at_; ///< by number, as far as the window reaches
    std::vector<std::uint32_t>& latencies_;
    std::string unsent_;
    std::string partial_; ///< said by the server, and not whole yet
    std::uint64_t last_ = 0;
    std::uint64_t said_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t offset_ = 0;
    bool ready_ = false;
};

} // namespace crier::bench
