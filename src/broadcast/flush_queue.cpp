#include "broadcast/flush_queue.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace crier {

flush_queue::flush_queue(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

void flush_queue::enqueue(flush_target& target) {
    target.queued_ = true;
    queued_.push_back(&target);
    if (queued_.size() == 1)
        boost::asio::post(executor_, [this] { flush_all(); });
}

void flush_queue::remove(flush_target& target) noexcept {
    if (!target.queued_)
        return;
    target.queued_ = false;
    std::ranges::replace(queued_, &target, nullptr);
    std::ranges::replace(flushing_, &target, nullptr);
}

void flush_queue::flush_all() {
    // What is queued while flushing belongs to the next turn.
    std::swap(queued_, flushing_);
    for (std::size_t i = 0; i < flushing_.size(); ++i) {
        if (flush_target* target = flushing_[i]) {
            target->queued_ = false;
            target->flush();
        }
    }
    flushing_.clear();
}

} // namespace crier
