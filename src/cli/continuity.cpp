#include "cli/continuity.hpp"

namespace crier {

std::optional<offset> continuity::missing_after(std::string_view topic, offset at, offset prev) {
    if (!base_)
        base_ = at.previous();
    const auto found = last_on_topic_.find(topic);
    const offset known = found == last_on_topic_.end() ? *base_ : found->second;
    if (found != last_on_topic_.end())
        found->second = at;
    else if (last_on_topic_.size() < topics_max)
        last_on_topic_.emplace(topic, at);
    else
        start_after(at);
    return prev > known ? std::optional{known} : std::nullopt;
}

void continuity::start_after(std::optional<offset> base) {
    last_on_topic_.clear();
    base_ = base;
}

} // namespace crier
