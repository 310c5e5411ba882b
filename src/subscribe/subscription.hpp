#pragma once

// What one connection wants, and how far it has been brought. It knows no socket.

#include "broadcast/outbox.hpp"
#include "broadcast/router.hpp"
#include "history/history.hpp"
#include "protocol/client_message.hpp"
#include "protocol/since.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// A subscription is either live (the router pushes to its outbox) or catching up (advance() copies
/// from the history). What `since` and `last` ask for, and what a full outbox missed, is the second
/// state, so that all of them share one way and its promise: no hole, no message twice.
class subscription {
public:
    subscription(history& source, router& router, ledger& book, outbox& outbox);
    ~subscription();
    subscription(const subscription&) = delete;
    subscription& operator=(const subscription&) = delete;

    /// Subscribes to these filters from this point on; a connection's first request. A `live`
    /// event follows once it has been brought there: at once where nothing is asked for.
    void begin(const std::vector<std::string>& filters, const start_point& start);

    /// Adds filters; a start is for a connection that has none. Why it can't where it can't: then
    /// nothing has changed.
    [[nodiscard]] std::optional<refusal> add(const subscribe_message& request);
    void remove(const unsubscribe_message& request);

    /// While catching up: awaits what has to be read from storage, then copies a bounded number of
    /// messages to the outbox, and joins the live stream where there is no more. Filters may come
    /// and go meanwhile. Returns false when the history couldn't be read.
    [[nodiscard]] boost::asio::awaitable<bool> advance();
    [[nodiscard]] bool is_live() const noexcept { return outbox_.is_live(); }

    /// Queues a JSON event of this type, where the stream's format carries events. `reached`: the
    /// offset that it brings the subscriber up to, which a server-sent event has as its id.
    void tell(std::string_view type, std::string_view event,
              std::optional<offset> reached = std::nullopt);
    /// Queues an answer to a client's message.
    void answer(std::string_view event) { outbox_.push(encode_event(event)); }

    /// The last offset that the subscriber has been brought up to.
    [[nodiscard]] offset position() const noexcept;
    [[nodiscard]] const std::vector<std::string>& filters() const noexcept {
        return wanted_.filters;
    }

private:
    /// What only one that catches up needs to know.
    struct reading_state {
        std::optional<start_point> start; ///< asked for; advance() finds where that is
        listing listed;                   ///< where what comes next is
        bool looked_for_rare = false;     ///< since it began to catch up, or to want something else
        std::optional<crier::encoder> encoder; ///< its own, or it would hold shared chunks
    };

    [[nodiscard]] reading_state& reading();
    void add_filter(const std::string& filter);
    void change();
    void start_from(const start_point& start);
    [[nodiscard]] boost::asio::awaitable<bool> find_start();
    [[nodiscard]] boost::asio::awaitable<bool> find_rare();
    [[nodiscard]] page_request next_page();
    void tell_gap(const gap& missing);
    void take(const page& read);
    void join();

    history& history_;
    router& router_;
    ledger& book_;
    outbox& outbox_;
    filter_set wanted_;
    std::uint64_t changes_ = 0; ///< of what is wanted: what was read before is void
    std::unique_ptr<reading_state> reading_;
    bool announce_live_ = false;
    bool gap_told_ = false; ///< since it began to catch up
    /// Up to here messages are counted as matched when they are read; from here on the outbox has
    /// counted them when they were committed.
    offset counted_when_read_;
};

} // namespace crier
