#include "broadcast/chunk.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace crier {

chunk::chunk(std::size_t capacity)
    : bytes_{std::make_unique_for_overwrite<char[]>(capacity)}, capacity_{capacity} {}

void chunk::append(std::string_view head, std::string_view body) noexcept {
    assert(has_room(head.size() + body.size()));
    std::memcpy(bytes_.get() + size_, head.data(), head.size());
    if (!body.empty())
        std::memcpy(bytes_.get() + size_ + head.size(), body.data(), body.size());
    size_ += static_cast<std::uint32_t>(head.size() + body.size());
    frame_ends_.push_back(size_);
}

std::uint32_t chunk::frame_end(std::uint32_t at) const noexcept {
    if (at == 0)
        return 0;
    const auto found = std::ranges::lower_bound(frame_ends_, at);
    assert(found != frame_ends_.end());
    return *found;
}

} // namespace crier
