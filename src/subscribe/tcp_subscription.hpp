#pragma once

// The subscriptions of a TCP connection: SUBSCRIBE and UNSUBSCRIBE, answered by MESSAGE frames.

#include "access/admission.hpp"
#include "async/event.hpp"
#include "broadcast/outbox.hpp"
#include "faults/fault_line.hpp"
#include "subscribe/subscriber_context.hpp"
#include "subscribe/subscriber_registry.hpp"
#include "subscribe/subscription.hpp"

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
    /// `id`: what the log calls the connection. `wake` is notified when there is something to take;
    /// `admitted` says what may be subscribed to.
    tcp_subscription(subscriber_context& context, std::uint64_t id, const std::string& address,
                     const admission& admitted, event& wake);

    // Each says why not where it can't obey: then nothing has changed.
    [[nodiscard]] std::optional<refusal> subscribe(std::string_view json);
    [[nodiscard]] std::optional<refusal> unsubscribe(std::string_view json);

    /// Appends queued frames, whole ones, until `out` measures `bytes_max` or more.
    void take(std::string& out, std::size_t bytes_max);
    [[nodiscard]] const std::vector<std::string>& filters() const noexcept {
        return subscription_.filters();
    }
    [[nodiscard]] bool is_behind() const noexcept { return !subscription_.is_live(); }
    /// One step of catching up; false where the history couldn't be read.
    [[nodiscard]] boost::asio::awaitable<bool> catch_up();

    void flush() override { wake_.notify(); }
    [[nodiscard]] bool let_in(const delivery& run) override;

private:
    turnstile& turns_;
    limit_book& limits_;
    const admission& admitted_;
    event& wake_;
    fault_line* faults_; ///< the connection's; nothing: this hub has none
    outbox outbox_;
    subscription subscription_;
    subscriber_registry::entry entry_;
};

} // namespace crier
