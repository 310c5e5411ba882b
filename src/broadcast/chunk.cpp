#include "broadcast/chunk.hpp"

#include <algorithm>
#include <cassert>

namespace crier {

chunk::chunk(std::size_t capacity)
    : bytes_{std::make_unique_for_overwrite<char[]>(capacity)}, capacity_{capacity} {}

void chunk::append(std::string_view head, std::string_view body, topic_account* about) noexcept {
    assert(has_room(head.size() + body.size()));
    for (const std::string_view piece : {head, body}) {
        std::copy(piece.begin(), piece.end(), bytes_.get() + size_);
        size_ += static_cast<std::uint32_t>(piece.size());
    }
    if (stretches_.empty() || stretches_.back().about != about)
        stretches_.push_back({about, frame_ends_.size()});
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
