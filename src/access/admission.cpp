#include "access/admission.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <utility>

namespace crier {

result<admission> admission::of(const gatekeeper& keeper, credentials shown, timestamp now) {
    admission out;
    if (keeper.is_open())
        return out;
    auto given = keeper.admit(shown, now);
    if (!given)
        return given.error();
    out.state_ = std::make_unique<state>(
        state{keeper, std::move(shown), *given, publish_gate{*given}, keeper.generation()});
    return out;
}

std::optional<refusal> admission::may_subscribe(const std::vector<std::string>& filters) const {
    if (!state_)
        return std::nullopt;
    for (const std::string& filter : filters) {
        if (auto wrong = state_->given->may_subscribe(filter))
            return wrong;
    }
    return std::nullopt;
}

std::vector<std::string> admission::everything() const {
    if (!state_ || !state_->given->may_subscribe("#"))
        return {"#"};
    std::vector<std::string> out = state_->given->filters().subscribe;
    std::erase_if(out, [](const std::string& filter) { return filter.starts_with('$'); });
    if (out.empty())
        out.emplace_back("#"); // for may_subscribe() to refuse
    return out;
}

std::optional<refusal> admission::review(const std::vector<std::string>& filters, timestamp now) {
    if (!state_)
        return std::nullopt;
    if (state_->given->is_expired(now))
        return refusal{errc::token_expired, "the token has expired; come back with a new one"};
    if (state_->generation == state_->keeper.generation())
        return std::nullopt;
    auto given = state_->keeper.admit(state_->shown, now);
    if (!given)
        return given.error();
    state_->generation = state_->keeper.generation();
    state_->given = *given;
    state_->gate = publish_gate{*given};
    return may_subscribe(filters);
}

} // namespace crier
