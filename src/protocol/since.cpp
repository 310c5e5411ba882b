#include "protocol/since.hpp"

#include <algorithm>

namespace crier {
namespace {

/// The last offset that both have; nothing where a reader's history is this one as far as it knows.
std::optional<offset> parted_after(const position& since, const kept_range& kept) {
    if (!since.epoch || *since.epoch == kept.epoch)
        return since.offset > kept.last ? std::optional{offset{}} : std::nullopt;
    const auto former = std::ranges::find(kept.former, *since.epoch, &former_epoch::epoch);
    if (former == kept.former.end())
        return offset{};
    return since.offset > former->last ? std::optional{former->last} : std::nullopt;
}

} // namespace

reading_start begin_after(const position& since, const kept_range& kept) {
    if (const auto common = parted_after(since, kept)) {
        const offset after = std::max(*common, kept.oldest.previous());
        return {after, gap{*common, after.next(), gap_reason::epoch_changed}};
    }
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
