#pragma once

// A subscriber's connection, whatever it speaks.

#include "access/admission.hpp"
#include "async/stopping.hpp"
#include "async/task_group.hpp"
#include "async/time_wheel.hpp"
#include "subscribe/outbox_socket.hpp"
#include "subscribe/subscribe_request.hpp"
#include "subscribe/subscriber_context.hpp"
#include "subscribe/subscriber_registry.hpp"
#include "subscribe/subscription.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <span>
#include <string>

namespace crier {

/// While it is live, its client silent, and its socket takes everything, nothing runs here and
/// nothing but this object has memory for it: the router pushes to the outbox, the wheel looks
/// after heartbeats, and one callback waits until the socket is readable. For whatever takes time
/// (a slow socket, catching up, the end) there is a coroutine as long as that takes.
///
/// It is owned by what waits: the callback, and the coroutines.
class subscriber_session : public std::enable_shared_from_this<subscriber_session>,
                           private outbox_socket::watcher,
                           private stopping::listener,
                           private time_wheel::entry,
                           private task_group::member {
public:
    subscriber_session(const subscriber_session&) = delete;
    subscriber_session& operator=(const subscriber_session&) = delete;
    virtual ~subscriber_session();

    /// Welcomes the subscriber and serves it until the connection ends.
    void begin(const subscribe_request& request);

protected:
    using clock = outbox_socket::clock;

    /// Why the hub closes the connection.
    enum class ending {
        too_slow,   ///< the socket took no byte for the write deadline
        unreadable, ///< the history couldn't be read
        drained,    ///< the hub stops: the subscriber was told, and sent what was queued
    };

    subscriber_session(transport connection, delivery_format format, admission admitted,
                       subscriber_context& context);

    /// How long the client may be silent, 0 where it always may.
    [[nodiscard]] virtual std::chrono::seconds ping_interval() const = 0;
    /// The last frame that a client is told, if any.
    [[nodiscard]] virtual std::string farewell(ending why) const = 0;
    /// The last frame that a client is told that may not stay, if any.
    [[nodiscard]] virtual std::string dismissal(errc why) const = 0;
    /// Takes what the client sent, and goes on with what it left: none where it is empty.
    virtual void take_input(std::span<char> bytes) = 0;
    /// Whether take_input() would take anything. Who makes it so calls go_on_reading().
    [[nodiscard]] virtual bool may_read() const { return is_open(); }
    /// Sees to a client that is silent; says when to do so again.
    virtual clock::time_point look_after(clock::time_point now) = 0;

    void go_on_reading();
    /// Sends this frame, nothing after it, and closes.
    void close(std::string_view last_frame);
    /// Ends the connection at once.
    void end();
    /// Sees to whatever takes time, beginning in the next turn.
    void attend();

    [[nodiscard]] bool is_open() const noexcept { return !closing_ && !ended_; }
    [[nodiscard]] const std::string& address() const noexcept { return entry_.address(); }

    [[nodiscard]] std::uint64_t connection_id() const noexcept { return entry_.id(); }

    subscriber_context& context_;

private:
    void on_attention() final { attend(); }
    void on_stop() final;
    void cancel() final { end(); }
    clock::time_point on_time(clock::time_point now) final;

    void run_through(fault_switch& faults);
    void cut();
    void wait_readable();
    void read();
    /// Sees that the client may stay; says when to look again.
    [[nodiscard]] clock::time_point review(clock::time_point now);
    [[nodiscard]] bool is_leaving() const noexcept;
    [[nodiscard]] bool has_work() const;
    [[nodiscard]] boost::asio::awaitable<void> work(std::shared_ptr<subscriber_session> self);
    [[nodiscard]] boost::asio::awaitable<void> step();
    [[nodiscard]] boost::asio::awaitable<void> wait_writable();
    [[nodiscard]] boost::asio::awaitable<void> catch_up();
    [[nodiscard]] boost::asio::awaitable<void> drain();
    void note_slow();

    outbox_socket connection_;

protected:
    admission admitted_;
    subscription subscription_;

    [[nodiscard]] crier::outbox& outbox() noexcept { return connection_.outbox(); }
    [[nodiscard]] const crier::outbox& outbox() const noexcept { return connection_.outbox(); }
    [[nodiscard]] outbox_socket& connection() noexcept { return connection_; }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept {
        return connection_.stream().socket();
    }

private:
    subscriber_registry::entry entry_;
    clock::time_point slow_noted_until_;
    clock::time_point close_until_;
    bool was_live_ = false;
    bool waiting_ = false; ///< until the socket is readable
    bool working_ = false; ///< a coroutine of work() is there
    bool closing_ = false; ///< nothing more is read; what is queued is sent
    bool ended_ = false;
};

} // namespace crier
