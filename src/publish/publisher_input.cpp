#include "publish/publisher_input.hpp"

#include <crier/topic.hpp>

#include <utility>

namespace crier {
namespace {

/// Printable, or the first byte of a character of UTF-8.
bool begins_text(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return (byte >= 0x20 && byte <= 0x7E) || byte >= 0xC2;
}

} // namespace

std::span<char> publisher_input::room(std::size_t busy_bytes) {
    return lines_ ? lines_->room(busy_bytes) : frames_.room(busy_bytes);
}

void publisher_input::received(std::size_t bytes) {
    if (lines_) {
        lines_->received(bytes);
        return;
    }
    frames_.received(bytes);
    if (bytes == 0 || std::exchange(begun_, true) || !begins_text(frames_.input().waiting()[0]))
        return;
    // topic, a space, payload, and a carriage return
    lines_.emplace(std::move(frames_).release(), topic_bytes_max + payload_bytes_max_ + 2);
}

result<std::optional<publisher_input::said>> publisher_input::next() {
    if (!lines_) {
        auto next = frames_.next();
        if (!next)
            return std::move(next).error();
        return *next ? std::optional<said>{**next} : std::nullopt;
    }
    auto next = lines_->next();
    if (!next)
        return std::move(next).error();
    return *next ? std::optional<said>{**next} : std::nullopt;
}

bool publisher_input::in_part() const noexcept {
    return lines_ ? lines_->in_line() : frames_.in_frame();
}

} // namespace crier
