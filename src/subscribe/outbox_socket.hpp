#pragma once

// A connection whose writes are queued in an outbox: what every subscriber's connection sends goes
// this way, whatever it speaks.

#include "async/transport.hpp"
#include "broadcast/outbox.hpp"
#include "faults/fault_line.hpp"

#include <boost/asio/awaitable.hpp>

#include <sys/uio.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace crier {

class outbox_socket final : public flush_target {
public:
    using clock = std::chrono::steady_clock;

    /// Called when the socket takes no more, when it failed, and when the outbox left the live
    /// stream: when there is something for the session to see to. It must only wake somebody.
    class watcher {
    public:
        virtual void on_attention() = 0;

    protected:
        ~watcher() = default;
    };

    outbox_socket(transport connection, delivery_format format, std::size_t bytes_max,
                  flush_queue& queue, watcher& watched_by);

    [[nodiscard]] crier::outbox& outbox() noexcept { return outbox_; }
    [[nodiscard]] const crier::outbox& outbox() const noexcept { return outbox_; }
    [[nodiscard]] transport& stream() noexcept { return connection_; }
    /// Lets faults strike the connection.
    void run_through(std::unique_ptr<fault_line> faults);

    /// Closes the socket; nobody waits for it any more.
    void close();

    /// One gathering write of what is queued, more only where the queue is in many pieces.
    void flush() override;
    [[nodiscard]] bool let_in(const delivery& run) override;

    /// Whether the socket took less than it was given: wait until it is writable, then unblock().
    [[nodiscard]] bool blocked() const noexcept { return blocked_; }
    /// Whether it is a fault that holds back what is queued, and not the socket.
    [[nodiscard]] bool held() const noexcept { return held_; }
    /// Returns once more may be sent; where held().
    [[nodiscard]] boost::asio::awaitable<void> wait_while_held();
    void unblock();
    [[nodiscard]] boost::system::error_code failure() const noexcept { return failure_; }
    /// Since when the socket has taken no byte, while blocked.
    [[nodiscard]] clock::time_point stalled_since() const noexcept { return stalled_since_; }
    /// When something else than a control frame was last sent.
    [[nodiscard]] clock::time_point last_message() const noexcept { return last_message_; }
    void note_message() noexcept { last_message_ = clock::now(); }

private:
    void send(clock::time_point now);
    [[nodiscard]] transport::outcome write_through_faults(std::span<iovec> pieces,
                                                          clock::time_point now);

    transport connection_;
    crier::outbox outbox_;
    watcher& watcher_;
    boost::system::error_code failure_;
    std::unique_ptr<fault_line> faults_; ///< nothing: this hub has none
    bool blocked_ = false;
    bool held_ = false; ///< blocked by a fault
    clock::time_point stalled_since_;
    clock::time_point last_message_ = clock::now();
};

} // namespace crier
