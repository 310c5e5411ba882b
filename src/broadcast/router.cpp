#include "broadcast/router.hpp"

#include <utility>

namespace crier {
namespace {

constexpr std::size_t index(delivery_format format) noexcept {
    return static_cast<std::size_t>(format);
}

} // namespace

router::router(ledger& book, crier::epoch epoch, offset last, std::size_t compress_from)
    : book_{book}, delivered_{last} {
    encoders_.reserve(formats);
    for (const delivery_format format : all_delivery_formats)
        encoders_.emplace_back(format, epoch, compress_from);
}

void router::subscribe(outbox& subscriber, std::string_view filter) {
    tree_.add(filter, subscriber);
    forget_routes(filter);
}

void router::unsubscribe(outbox& subscriber, std::string_view filter) {
    tree_.remove(filter, subscriber);
    forget_routes(filter);
}

/// A filter without wildcards is a topic, and concerns no other.
void router::forget_routes(std::string_view filter) {
    if (filter.find_first_of("+#") != std::string_view::npos)
        ++generation_;
    else if (const topic_account* known = book_.find(filter);
             known != nullptr && known->number < routes_.size())
        routes_[known->number].generation = 0;
}

void router::deliver(std::span<const message_ptr> messages) {
    const route* current = nullptr;
    std::uint32_t topic = 0; // current's
    for (const message_ptr& message : messages) {
        if (current == nullptr || message->topic_number != topic) {
            if (current != nullptr)
                finish(*current);
            topic = message->topic_number;
            current = &route_for(*message);
        }
        extend(*current, *message);
    }
    if (current != nullptr)
        finish(*current);
    if (!messages.empty())
        delivered_ = messages.back()->offset;
}

/// Adds a message to the runs of its route; a run that its message doesn't touch goes out first.
void router::extend(const route& wanted, const message& message) {
    for (std::size_t format = 0; format < formats; ++format) {
        if (wanted.subscribers[format].empty())
            continue;
        slice encoded = encoders_[format].encode(message, *wanted.account);
        delivery& pending = runs_[format];
        if (pending.messages.bytes && pending.messages.touches(encoded)) {
            pending.messages.end = encoded.end;
            ++pending.count;
            continue;
        }
        hand_over(pending, wanted.subscribers[format]);
        pending = {std::move(encoded), message.offset, 1, wanted.account};
    }
}

void router::finish(const route& wanted) {
    for (std::size_t format = 0; format < formats; ++format)
        hand_over(runs_[format], wanted.subscribers[format]);
}

void router::hand_over(delivery& pending, const std::vector<outbox*>& subscribers) {
    if (!pending.messages.bytes)
        return;
    for (outbox* subscriber : subscribers)
        subscriber->deliver(pending);
    pending.messages.bytes.reset();
}

const router::route& router::route_for(const message& message) {
    if (message.topic_number >= routes_.size())
        routes_.resize(message.topic_number + 1);
    route& wanted = routes_[message.topic_number];
    if (wanted.generation == generation_)
        return wanted;
    wanted.generation = generation_;
    wanted.account = &book_.of(message.topic);
    for (auto& subscribers : wanted.subscribers)
        subscribers.clear();
    matches_.clear();
    tree_.match(message.topic, matches_);
    for (outbox* subscriber : matches_)
        wanted.subscribers[index(subscriber->format())].push_back(subscriber);
    return wanted;
}

} // namespace crier
