#include "subscribe/subscriber.hpp"

#include "protocol/event.hpp"
#include "subscribe/subscribe_request.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <utility>

namespace crier {
namespace {

// One step of catching up, so that it never holds up the live stream: this many messages looked
// at, or this many bytes queued.
constexpr std::uint64_t step_messages = 4096;
constexpr std::size_t step_bytes = std::size_t{256} * 1024;

} // namespace

subscriber::subscriber(const history& source, router& router, outbox& outbox)
    : history_{source}, router_{router}, outbox_{outbox} {}

subscriber::~subscriber() {
    for (const std::string& filter : filters_)
        router_.unsubscribe(outbox_, filter);
}

void subscriber::begin(const std::vector<std::string>& filters, const start_point& start) {
    for (const std::string& filter : filters)
        add_filter(filter);
    start_from(start);
}

void subscriber::subscribe(const subscribe_message& request, const request_id& id) {
    if (request.start && !filters_.empty()) {
        answer(
            error_event({errc::bad_request, "\"since\" and \"last\" are for a connection without "
                                            "filters; open another, or leave them out"},
                        id));
        return;
    }
    if (filters_.size() + request.filters.size() > filters_max) {
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
        if (std::erase(filters_, filter) > 0)
            router_.unsubscribe(outbox_, filter);
    }
    answer(unsubscribed_event(request.filters));
}

void subscriber::add_filter(const std::string& filter) {
    if (std::ranges::find(filters_, filter) != filters_.end())
        return;
    filters_.push_back(filter);
    router_.subscribe(outbox_, filter);
}

void subscriber::start_from(const start_point& start) {
    announce_live_ = true;
    const offset last = history_.recent().last();
    outbox_.leave_live(last);
    if (start.since)
        start_after(*start.since);
    else if (start.last > 0)
        rewind_ = rewind{last, start.last};
    // Joins at once where nothing was asked for; else the connection's own pace begins here.
    if (!start.since && !rewind_)
        advance();
}

void subscriber::start_after(const crier::position& since) {
    const recent& kept = history_.recent();
    const bool from_oldest = !since.epoch && since.offset == offset{};
    const bool foreign =
        (since.epoch && *since.epoch != history_.epoch()) || since.offset > kept.last();
    const offset before_oldest = kept.oldest().previous();
    if (foreign)
        tell(gap_event(offset{}, kept.oldest(), gap_reason::epoch_changed));
    outbox_.leave_live(foreign || from_oldest ? before_oldest : since.offset);
}

bool subscriber::advance() {
    if (outbox_.is_live())
        return false;
    if (rewind_) {
        step_back();
        return true;
    }
    // One step: no co_await from here until joined, so nothing is committed in between.
    const recent& kept = history_.recent();
    offset after = outbox_.resume_after();
    report_expired(after);
    if (!encoder_ && after < kept.last())
        encoder_ = std::make_unique<encoder>(outbox_.format());
    for (std::uint64_t looked_at = 0;
         after < kept.last() && looked_at < step_messages && outbox_.bytes() < step_bytes;
         ++looked_at) {
        after = after.next();
        const message_ptr& message = kept.at(after);
        if (wants(message->topic))
            outbox_.push(encoder_->encode(*message));
    }
    outbox_.leave_live(after);
    if (after < kept.last())
        return true;
    outbox_.go_live();
    encoder_.reset();
    if (std::exchange(announce_live_, false))
        tell(live_event(after));
    return false;
}

/// Goes back over a bounded number of messages towards the place where `last` begins.
void subscriber::step_back() {
    const recent& kept = history_.recent();
    for (std::uint64_t looked_at = 0; looked_at < step_messages; ++looked_at) {
        if (rewind_->remaining == 0 || rewind_->cursor < kept.oldest()) {
            outbox_.leave_live(std::max(rewind_->cursor, kept.oldest().previous()));
            rewind_.reset();
            return;
        }
        if (wants(kept.at(rewind_->cursor)->topic))
            --rewind_->remaining;
        rewind_->cursor = rewind_->cursor.previous();
    }
}

void subscriber::report_expired(offset& after) {
    const recent& kept = history_.recent();
    if (kept.covers(after))
        return;
    tell(gap_event(after, kept.oldest(), gap_reason::expired));
    after = kept.oldest().previous();
}

void subscriber::tell(std::string_view event) {
    if (outbox_.format() == delivery_format::websocket_json)
        outbox_.push(encode_event(event));
}

offset subscriber::position() const noexcept {
    return outbox_.is_live() ? router_.delivered() : outbox_.resume_after();
}

bool subscriber::wants(std::string_view topic) const noexcept {
    return std::ranges::any_of(filters_,
                               [&](const std::string& filter) { return matches(filter, topic); });
}

} // namespace crier
