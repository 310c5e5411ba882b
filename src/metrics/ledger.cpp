#include "metrics/ledger.hpp"

#include <algorithm>

namespace crier {

void refusal_counts::add(errc why, std::uint64_t count) {
    if (count == 0)
        return;
    const auto found = std::ranges::find(counts_, why, &std::pair<errc, std::uint64_t>::first);
    if (found == counts_.end())
        counts_.emplace_back(why, count);
    else
        found->second += count;
}

void refusal_counts::add(const refusal_counts& other) {
    for (const auto& [why, count] : other.counts_)
        add(why, count);
}

std::uint64_t refusal_counts::total() const noexcept {
    std::uint64_t out = 0;
    for (const auto& [why, count] : counts_)
        out += count;
    return out;
}

topic_account& topic_account::operator+=(const topic_account& other) {
    accepted += other.accepted;
    stored += other.stored;
    refused.add(other.refused);
    queued += other.queued;
    delivered += other.delivered;
    return *this;
}

delivery_account& delivery_account::operator+=(const delivery_account& other) noexcept {
    matched += other.matched;
    delivered += other.delivered;
    queued += other.queued;
    skipped += other.skipped;
    abandoned += other.abandoned;
    return *this;
}

topic_account& ledger::of(std::string_view topic) {
    if (last_ == nullptr || last_->first != topic) {
        auto found = topics_.find(topic);
        if (found == topics_.end()) {
            found = topics_.try_emplace(std::string{topic}).first;
            found->second.number = static_cast<std::uint32_t>(topics_.size());
        }
        last_ = &*found;
    }
    return last_->second;
}

const topic_account* ledger::find(std::string_view topic) const {
    const auto found = topics_.find(topic);
    return found == topics_.end() ? nullptr : &found->second;
}

void ledger::refuse(std::string_view topic, errc why, std::uint64_t count) {
    const auto found = topics_.find(topic);
    topic_account& account = found == topics_.end() ? others_ : found->second;
    account.accepted += count;
    account.refused.add(why, count);
}

topic_account ledger::total() const {
    topic_account out = others_;
    for (const auto& [topic, account] : topics_)
        out += account;
    return out;
}

} // namespace crier
