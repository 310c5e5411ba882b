#include "faults/byte_delay.hpp"

#include <algorithm>

namespace crier {

void byte_delay::queued(std::size_t bytes, clock::time_point due) {
    while (bytes_ > bytes) {
        part& last = parts_.back();
        const std::size_t taken_back = std::min(last.bytes, bytes_ - bytes);
        last.bytes -= taken_back;
        bytes_ -= taken_back;
        if (last.bytes == 0)
            parts_.pop_back();
    }
    if (bytes_ == bytes)
        return;
    if (!parts_.empty() && parts_.back().due >= due)
        parts_.back().bytes += bytes - bytes_;
    else
        parts_.push_back({bytes - bytes_, due});
    bytes_ = bytes;
}

void byte_delay::sent(std::size_t bytes) {
    bytes_ -= bytes;
    while (bytes > 0) {
        part& front = parts_.front();
        const std::size_t gone = std::min(front.bytes, bytes);
        front.bytes -= gone;
        bytes -= gone;
        if (front.bytes == 0)
            parts_.pop_front();
    }
}

std::size_t byte_delay::due(clock::time_point now) const {
    std::size_t out = 0;
    for (const part& each : parts_) {
        if (each.due > now)
            break;
        out += each.bytes;
    }
    return out;
}

} // namespace crier
