#pragma once

// The subscriptions of a TCP connection: SUBSCRIBE and UNSUBSCRIBE, answered by MESSAGE frames.

#include "async/event.hpp"
#include "broadcast/outbox.hpp"
#include "subscribe/subscriber.hpp"
#include "subscribe/subscriber_context.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// It knows no socket: the connection takes what is queued here when it can write, so a reader that
/// is slow makes the outbox full and is served from the history, as over WebSocket. A gap is told
/// as an ERROR frame in the place of what is missing.
class tcp_subscription final : public flush_target {
public:
    /// `wake` is notified when there is something to take.
    tcp_subscription(const boost::asio::any_io_executor& executor, subscriber_context& context,
                     event& wake);

    /// Adds filters; `since` and `last` are for a connection that has none. Says why not where it
    /// can't: then nothing has changed.
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>> subscribe(std::string json);
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>> unsubscribe(std::string json);

    /// Appends queued frames, whole ones, until `out` measures `bytes_max` or more.
    void take(std::string& out, std::size_t bytes_max);
    [[nodiscard]] bool is_behind() const { return subscriber_ && !subscriber_->is_live(); }
    /// One step of catching up; false where the history couldn't be read.
    [[nodiscard]] boost::asio::awaitable<bool> catch_up();

    void flush() override { wake_.notify(); }

private:
    [[nodiscard]] boost::asio::awaitable<void> wait_for_step();
    void begin(const position& since);
    [[nodiscard]] offset reached() const;
    void tell(const gap& missing);

    subscriber_context& context_;
    event& wake_;
    event stepped_; ///< for who waits for the end of a step of catching up
    bool stepping_ = false;
    std::vector<std::string> filters_;
    outbox outbox_;
    std::optional<subscriber> subscriber_; ///< while there are filters
};

} // namespace crier
