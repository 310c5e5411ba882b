#include "subscribe/subscription.hpp"

#include "protocol/event.hpp"
#include "protocol/gap_text.hpp"

#include <crier/frame.hpp>
#include <crier/topic.hpp>

#include <algorithm>
#include <utility>

namespace crier {
namespace {

// What is queued while catching up at most, beside one page; the rest waits for the socket.
constexpr std::size_t queued_bytes_max = std::size_t{256} * 1024;

} // namespace

subscription::subscription(history& source, router& router, ledger& book, outbox& outbox)
    : history_{source}, router_{router}, book_{book}, outbox_{outbox} {}

subscription::~subscription() {
    for (const std::string& filter : wanted_.filters)
        router_.unsubscribe(outbox_, filter);
}

void subscription::begin(const std::vector<std::string>& filters, const start_point& start) {
    for (const std::string& filter : filters)
        add_filter(filter);
    start_from(start);
    if (!start.since && start.last == 0)
        join();
}

std::optional<refusal> subscription::add(const subscribe_message& request) {
    if (request.start && !wanted_.filters.empty()) {
        return refusal{errc::bad_request, "\"since\" and \"last\" are for a connection without "
                                          "filters; open another, or leave them out"};
    }
    for (const std::string& filter : request.filters)
        add_filter(filter);
    if (request.start)
        start_from(*request.start);
    return std::nullopt;
}

void subscription::remove(const unsubscribe_message& request) {
    for (const std::string& filter : request.filters) {
        if (std::erase(wanted_.filters, filter) == 0)
            continue;
        change();
        router_.unsubscribe(outbox_, filter);
    }
}

void subscription::add_filter(const std::string& filter) {
    if (std::ranges::find(wanted_.filters, filter) != wanted_.filters.end())
        return;
    change();
    wanted_.filters.push_back(filter);
    router_.subscribe(outbox_, filter);
}

/// What was found of what was wanted before says nothing any more.
void subscription::change() {
    ++changes_;
    if (reading_) {
        reading_->listed = {};
        reading_->looked_for_rare = false;
    }
    if (outbox_.is_live())
        return;
    // What waits is what will be read with the filters as they are now.
    outbox_.account().matched -= outbox_.account().waiting();
    counted_when_read_ = history_.recent().last();
}

void subscription::start_from(const start_point& start) {
    outbox_.leave_live(history_.recent().last());
    change();
    reading().start = start;
    announce_live_ = true;
}

subscription::reading_state& subscription::reading() {
    if (!reading_)
        reading_ = std::make_unique<reading_state>();
    return *reading_;
}

boost::asio::awaitable<bool> subscription::advance() {
    if (reading().start) {
        const bool found = co_await find_start();
        if (!found)
            co_return false;
    }
    if (!std::exchange(reading().looked_for_rare, true)) {
        const bool looked = co_await find_rare();
        if (!looked)
            co_return false;
    }
    if (reading().start || outbox_.is_live() || outbox_.bytes() >= queued_bytes_max)
        co_return true;
    page_request request = next_page();
    if (history_.recent().covers(request.after)) {
        // One step: no co_await until joined, so nothing is committed in between.
        take(read_recent(history_.recent(), request));
        if (outbox_.resume_after() == history_.recent().last())
            join();
        co_return true;
    }
    const std::uint64_t asked = changes_;
    const auto stored = co_await history_.read(std::move(request));
    if (!stored)
        co_return false;
    if (asked == changes_) // else it is read once more, as it is wanted now
        take(*stored);
    co_return true;
}

boost::asio::awaitable<bool> subscription::find_start() {
    const start_point start = *std::exchange(reading().start, std::nullopt);
    if (start.since) {
        const bool reached = co_await history_.reach(*start.since);
        if (!reached)
            co_return false;
        const reading_start begun = begin_after(*start.since, history_.kept());
        if (begun.missing)
            tell_gap(*begun.missing);
        outbox_.leave_live(begun.after);
    } else if (start.last > 0) {
        const std::uint64_t asked = changes_;
        auto found = co_await history_.find_last(wanted_, start.last);
        if (!found)
            co_return false;
        if (asked == changes_) {
            outbox_.leave_live(found->begins_after());
            reading().listed = std::move(*found);
            reading().looked_for_rare = true;
        } else if (!reading().start) {
            reading().start = start;
        }
    }
    co_return true;
}

boost::asio::awaitable<bool> subscription::find_rare() {
    const std::uint64_t asked = changes_;
    auto found = co_await history_.list_rare(wanted_, outbox_.resume_after());
    if (!found)
        co_return false;
    if (asked == changes_)
        reading().listed = std::move(*found);
    co_return true;
}

/// What to read next. What is no longer kept of it is told.
page_request subscription::next_page() {
    page_request request{outbox_.resume_after(), wanted_};
    reading().listed.narrow(request);
    if (const auto missing = expired_after(request.after, history_.oldest())) {
        tell_gap(*missing);
        request.after = missing->before.previous();
        reading().listed.narrow(request);
    }
    outbox_.leave_live(request.after);
    return request;
}

/// Queues what was read, and remembers how far that brings the subscriber.
void subscription::take(const page& read) {
    auto& encoder = reading().encoder;
    if (!encoder)
        encoder.emplace(undeflated(outbox_.format()), history_.epoch());
    for (const message_ptr& message : read.messages) {
        if (message->offset <= counted_when_read_)
            ++outbox_.account().matched;
        outbox_.push(encoder->encode(*message, book_.of(message->topic)));
    }
    outbox_.leave_live(read.up_to);
}

/// Becomes live; to be called where the outbox has everything up to the history's last message.
void subscription::join() {
    if (std::exchange(gap_told_, false)) // whatever didn't come is what it was told of
        outbox_.account().skipped += outbox_.account().waiting();
    reading_.reset();
    outbox_.go_live();
    const offset reached = history_.recent().last();
    if (std::exchange(announce_live_, false))
        tell("live", live_event(reached), reached);
}

/// Whoever has heard of a gap and comes back goes on behind it.
void subscription::tell_gap(const gap& missing) {
    gap_told_ = true;
    auto& counts = book_.gaps();
    ++(missing.reason == gap_reason::expired ? counts.expired : counts.epoch_changed);
    if (outbox_.format() != delivery_format::tcp_frame) {
        tell("gap", gap_event(missing), missing.before.previous());
        return;
    }
    error_frame error;
    error.why = {errc::position_unknown, gap_text(missing)};
    error.fatal = false;
    std::string frame;
    append_error(frame, error);
    outbox_.push(encode_frame(frame));
}

void subscription::tell(std::string_view type, std::string_view event,
                        std::optional<offset> reached) {
    switch (outbox_.format()) {
    case delivery_format::websocket_json:
    case delivery_format::websocket_json_deflated:
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
    case delivery_format::websocket_raw_deflated:
    case delivery_format::tcp_frame:
        break;
    }
}

offset subscription::position() const noexcept {
    return outbox_.is_live() ? router_.delivered() : outbox_.resume_after();
}

} // namespace crier
