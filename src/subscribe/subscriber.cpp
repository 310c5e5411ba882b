#include "subscribe/subscriber.hpp"

#include "protocol/event.hpp"
#include "protocol/selection.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <utility>

namespace crier {
namespace {

// What is queued while catching up at most, beside one page; the rest waits for the socket.
constexpr std::size_t queued_bytes_max = std::size_t{256} * 1024;

} // namespace

subscriber::subscriber(history& source, router& router, outbox& outbox)
    : history_{source}, router_{router}, outbox_{outbox} {}

subscriber::~subscriber() {
    for (const std::string& filter : wanted_.filters)
        router_.unsubscribe(outbox_, filter);
}

void subscriber::begin(const std::vector<std::string>& filters, const start_point& start) {
    for (const std::string& filter : filters)
        add_filter(filter);
    start_from(start);
}

void subscriber::subscribe(const subscribe_message& request, const request_id& id) {
    if (request.start && !wanted_.filters.empty()) {
        answer(
            error_event({errc::bad_request, "\"since\" and \"last\" are for a connection without "
                                            "filters; open another, or leave them out"},
                        id));
        return;
    }
    if (wanted_.filters.size() + request.filters.size() > filters_max) {
        answer(error_event({errc::bad_filter,
                            "a connection has at most " + std::to_string(filters_max) + " filters"},
                           id));
        return;
    }
    for (const std::string& filter : request.filters)
        add_filter(filter);
    answer(subscribed_event(request.filters));
    if (request.start)
        start_from(*request.start);
}

void subscriber::unsubscribe(const unsubscribe_message& request) {
    for (const std::string& filter : request.filters) {
        if (std::erase(wanted_.filters, filter) > 0)
            router_.unsubscribe(outbox_, filter);
    }
    answer(unsubscribed_event(request.filters));
}

void subscriber::add_filter(const std::string& filter) {
    if (std::ranges::find(wanted_.filters, filter) != wanted_.filters.end())
        return;
    wanted_.filters.push_back(filter);
    router_.subscribe(outbox_, filter);
}

void subscriber::start_from(const start_point& start) {
    announce_live_ = true;
    const offset last = history_.recent().last();
    outbox_.leave_live(last);
    if (start.since) {
        const reading_start begun =
            begin_after(*start.since, {history_.epoch(), history_.oldest(), last});
        if (begun.missing)
            tell_gap(*begun.missing);
        outbox_.leave_live(begun.after);
    } else if (start.last > 0) {
        last_ = start.last;
    } else {
        join();
    }
}

boost::asio::awaitable<bool> subscriber::advance() {
    if (last_ > 0) {
        const auto found = co_await history_.find_last(wanted_, last_);
        if (!found)
            co_return false;
        outbox_.leave_live(*found);
        last_ = 0;
    }
    if (outbox_.is_live() || outbox_.bytes() >= queued_bytes_max)
        co_return true;
    skip_expired();
    const page_request request{outbox_.resume_after(), wanted_};
    if (!history_.recent().covers(request.after)) {
        const auto stored = co_await history_.read(request);
        if (!stored)
            co_return false;
        take(*stored);
        co_return true;
    }
    // One step: no co_await from here until joined, so nothing is committed in between.
    take(read_recent(history_.recent(), request));
    if (outbox_.resume_after() == history_.recent().last())
        join();
    co_return true;
}

/// Queues what was read, and remembers how far that brings the subscriber.
void subscriber::take(const page& read) {
    if (!encoder_ && !read.messages.empty())
        encoder_ = std::make_unique<encoder>(outbox_.format(), history_.epoch());
    for (const message_ptr& message : read.messages)
        outbox_.push(encoder_->encode(*message));
    outbox_.leave_live(read.up_to);
}

/// Becomes live; to be called where the outbox has everything up to the history's last message.
void subscriber::join() {
    outbox_.go_live();
    encoder_.reset();
    const offset reached = history_.recent().last();
    if (std::exchange(announce_live_, false))
        tell("live", live_event(reached), reached);
}

/// Tells of what is no longer kept, and goes on behind it.
void subscriber::skip_expired() {
    const auto missing = expired_after(outbox_.resume_after(), history_.oldest());
    if (!missing)
        return;
    tell_gap(*missing);
    outbox_.leave_live(missing->before.previous());
}

/// Whoever has heard of a gap and comes back goes on behind it.
void subscriber::tell_gap(const gap& missing) {
    tell("gap", gap_event(missing), missing.before.previous());
}

void subscriber::tell(std::string_view type, std::string_view event,
                      std::optional<offset> reached) {
    switch (outbox_.format()) {
    case delivery_format::websocket_json:
        outbox_.push(encode_event(event));
        break;
    case delivery_format::server_sent: {
        std::string id;
        if (reached)
            id = history_.epoch().text() + ":" + std::to_string(reached->value);
        outbox_.push(encode_server_sent(type, id, event));
        break;
    }
    case delivery_format::websocket_raw:
    case delivery_format::tcp_frame:
        break;
    }
}

offset subscriber::position() const noexcept {
    return outbox_.is_live() ? router_.delivered() : outbox_.resume_after();
}

} // namespace crier
