#include "protocol/since.hpp"

namespace crier {

reading_start begin_after(const position& since, const kept_range& kept) {
    if ((since.epoch && *since.epoch != kept.epoch) || since.offset > kept.last)
        return {kept.oldest.previous(), gap{offset{}, kept.oldest, gap_reason::epoch_changed}};
    if (!since.epoch && since.offset == offset{})
        return {kept.oldest.previous(), std::nullopt};
    if (auto missing = expired_after(since.offset, kept.oldest))
        return {kept.oldest.previous(), missing};
    return {since.offset, std::nullopt};
}

std::optional<gap> expired_after(offset after, offset oldest) {
    if (after.next() >= oldest)
        return std::nullopt;
    return gap{after, oldest, gap_reason::expired};
}

} // namespace crier
