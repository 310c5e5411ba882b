#include "protocol/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace crier {
namespace {

// An idle connection holds little.
constexpr std::size_t capacity_first = 2048;

} // namespace

std::span<char> input_buffer::room(std::size_t busy_bytes, std::size_t wanted) {
    const std::size_t waiting = end_ - begin_;
    std::size_t capacity = std::max(capacity_, capacity_first);
    if (filled_)
        capacity = std::clamp(capacity_ * 4, capacity_, std::max(capacity_, busy_bytes));
    else if (waiting == 0 && last_read_ < capacity_ / 16)
        capacity = std::max(capacity_ / 4, capacity_first);
    capacity = std::max({capacity, wanted, waiting + 1});
    if (capacity != capacity_) {
        auto other = std::make_unique_for_overwrite<char[]>(capacity);
        if (waiting > 0)
            std::memcpy(other.get(), bytes_.get() + begin_, waiting);
        bytes_ = std::move(other);
        capacity_ = capacity;
    } else if (waiting > 0 && begin_ > 0) {
        std::memmove(bytes_.get(), bytes_.get() + begin_, waiting);
    }
    begin_ = 0;
    end_ = waiting;
    filled_ = false;
    return {bytes_.get() + end_, capacity_ - end_};
}

void input_buffer::received(std::size_t bytes) noexcept {
    last_read_ = bytes;
    end_ += bytes;
    filled_ = end_ == capacity_;
}

} // namespace crier
