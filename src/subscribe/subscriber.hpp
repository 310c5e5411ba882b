#pragma once

// One subscriber: what it wants, and how far it has been brought. It knows no socket.

#include "broadcast/outbox.hpp"
#include "broadcast/router.hpp"
#include "history/history.hpp"
#include "protocol/client_message.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// A subscriber is either live (the router pushes to its outbox) or catching up (advance() copies
/// from the history). What `since` and `last` ask for, and what a full outbox missed, is the second
/// state, so that all of them share one way and its promise: no hole, no message twice.
class subscriber {
public:
    subscriber(const history& source, router& router, outbox& outbox);
    ~subscriber();
    subscriber(const subscriber&) = delete;
    subscriber& operator=(const subscriber&) = delete;

    /// Subscribes to these filters from this point on; a connection's first request. A `live`
    /// event follows once it has been brought there.
    void begin(const std::vector<std::string>& filters, const start_point& start);

    // Each answers with an event, also in a raw stream: the client asked.
    void subscribe(const subscribe_message& request, const request_id& id);
    void unsubscribe(const unsubscribe_message& request);

    /// While catching up: copies a bounded number of messages to the outbox. Returns whether there
    /// is more to copy; when not, the subscriber is live.
    bool advance();
    [[nodiscard]] bool is_live() const noexcept { return outbox_.is_live(); }

    /// Queues an event that only a JSON stream carries.
    void tell(std::string_view event);
    /// Queues an answer to a client's message.
    void answer(std::string_view event) { outbox_.push(encode_event(event)); }

    /// The last offset that the subscriber has been brought up to.
    [[nodiscard]] offset position() const noexcept;

private:
    /// Looking for the place from which on `remaining` more messages match.
    struct rewind {
        offset cursor;
        std::uint64_t remaining = 0;
    };

    void add_filter(const std::string& filter);
    void start_from(const start_point& start);
    void start_after(const crier::position& since);
    void step_back();
    void report_expired(offset& after);
    [[nodiscard]] bool wants(std::string_view topic) const noexcept;

    const history& history_;
    router& router_;
    outbox& outbox_;
    std::vector<std::string> filters_;
    std::optional<rewind> rewind_;
    std::unique_ptr<encoder>
        encoder_; ///< its own while catching up, or it would hold shared chunks
    bool announce_live_ = false;
};

} // namespace crier
