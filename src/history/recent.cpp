#include "history/recent.hpp"

#include <cassert>
#include <utility>

namespace crier {
namespace {

// What a message that came alone costs beyond its texts: the object, its control block, its place
// in the ring and the allocator's rounding, measured with mallinfo2. One of a batch costs half of
// it.
constexpr std::uint64_t message_overhead = 256;

std::uint64_t cost(const message& message) noexcept {
    return message_overhead + message.payload.size() + message.topic.size() +
           message.source.size() + message.session.size();
}

} // namespace

void recent::add(message_ptr message) {
    assert(message->offset == last_.next());
    last_ = message->offset;
    bytes_ += cost(*message);
    messages_.push_back(std::move(message));
}

void recent::trim(timestamp now) {
    while (!messages_.empty()) {
        const message& oldest = *messages_.front();
        if (messages_.size() <= limits_.messages && bytes_ <= limits_.bytes &&
            now - oldest.time <= limits_.age)
            return;
        bytes_ -= cost(oldest);
        messages_.pop_front();
    }
}

const message_ptr& recent::at(offset offset) const {
    assert(offset >= oldest() && offset <= last_);
    return messages_[offset.value - oldest().value];
}

} // namespace crier
