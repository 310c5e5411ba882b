#include "protocol/frame_decoder.hpp"

#include "protocol/big_endian.hpp"

#include <algorithm>
#include <cstring>

namespace crier {
namespace {

// An idle connection holds little.
constexpr std::size_t capacity_first = 2048;

} // namespace

std::size_t frame_decoder::wanted_bytes() const noexcept {
    std::string_view waiting{buffer_.get() + begin_, end_ - begin_};
    const auto length = take_big_endian<std::uint32_t>(waiting);
    return length ? frame_header_bytes + *length : frame_header_bytes;
}

std::span<char> frame_decoder::room(std::size_t busy_bytes) {
    const std::size_t waiting = end_ - begin_;
    std::size_t wanted = std::max(capacity_, capacity_first);
    if (filled_)
        wanted = std::clamp(capacity_ * 4, capacity_, std::max(capacity_, busy_bytes));
    else if (waiting == 0 && last_read_ < capacity_ / 16)
        wanted = std::max(capacity_ / 4, capacity_first);
    if (waiting >= frame_header_bytes)
        wanted = std::max(wanted, wanted_bytes());
    if (wanted != capacity_) {
        auto other = std::make_unique_for_overwrite<char[]>(wanted);
        if (waiting > 0)
            std::memcpy(other.get(), buffer_.get() + begin_, waiting);
        buffer_ = std::move(other);
        capacity_ = wanted;
    } else if (waiting > 0 && begin_ > 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, waiting);
    }
    begin_ = 0;
    end_ = waiting;
    filled_ = false;
    return {buffer_.get() + end_, capacity_ - end_};
}

void frame_decoder::received(std::size_t bytes) noexcept {
    last_read_ = bytes;
    end_ += bytes;
    filled_ = end_ == capacity_;
}

result<std::optional<frame>> frame_decoder::next() {
    if (failed_)
        return *failed_;
    std::string_view waiting{buffer_.get() + begin_, end_ - begin_};
    const auto length = take_big_endian<std::uint32_t>(waiting);
    if (!length)
        return std::optional<frame>{};
    if (*length == 0) {
        failed_ = refusal{errc::bad_frame, "a frame has the length 0; it needs at least its type"};
        return *failed_;
    }
    if (*length > length_max_) {
        failed_ = refusal{errc::frame_too_large, "a frame of " + std::to_string(*length) +
                                                     " bytes is over the limit of " +
                                                     std::to_string(length_max_)};
        return *failed_;
    }
    if (waiting.size() < *length)
        return std::optional<frame>{};
    begin_ += frame_header_bytes + *length;
    const auto type = static_cast<frame_type>(static_cast<unsigned char>(waiting[0]));
    return std::optional<frame>{frame{type, waiting.substr(1, *length - 1)}};
}

} // namespace crier
