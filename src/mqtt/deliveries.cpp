#include "mqtt/deliveries.hpp"

#include "protocol/string_hash.hpp"

namespace crier {

std::uint64_t fingerprint(std::string_view topic, std::string_view payload) noexcept {
    const std::uint64_t of_topic = string_hash{}(topic);
    const std::uint64_t of_payload = string_hash{}(payload);
    // A topic and a payload that change places are another message.
    return (of_topic * 0x9e3779b97f4a7c15U) ^ of_payload;
}

bool deliveries::take(const delivery& delivered) {
    due_.push_back(delivered.id);
    const auto found = known_.find(delivered.id);
    if (found != known_.end()) {
        known& before = found->second;
        const bool acknowledged = before.acknowledged != 0;
        const bool same = before.fingerprint == delivered.fingerprint;
        if (same && (!acknowledged || (delivered.dup && !reuses_ids_))) {
            before.acknowledged = 0;
            ++repeated_;
            return false;
        }
        if (acknowledged && !delivered.dup) {
            reuses_ids_ = true;
            while (!acknowledged_.empty())
                forget_oldest();
        }
    }
    known_[delivered.id] = known{delivered.fingerprint, 0};
    return true;
}

void deliveries::know(std::uint16_t id, std::uint64_t fingerprint) {
    known_[id] = known{fingerprint, 0};
    remember(id);
}

std::size_t deliveries::acknowledge() {
    const std::size_t count = due_.size();
    for (const std::uint16_t id : due_)
        remember(id);
    due_.clear();
    return count;
}

void deliveries::remember(std::uint16_t id) {
    const auto found = known_.find(id);
    if (found == known_.end())
        return;
    if (reuses_ids_) {
        known_.erase(found);
        return;
    }
    found->second.acknowledged = ++acknowledgements_;
    acknowledged_.push_back(acknowledgement{id, acknowledgements_});
    if (acknowledged_.size() > remembered_max_)
        forget_oldest();
}

void deliveries::forget_oldest() {
    const acknowledgement oldest = acknowledged_.front();
    acknowledged_.pop_front();
    const auto found = known_.find(oldest.id);
    if (found != known_.end() && found->second.acknowledged == oldest.number)
        known_.erase(found);
}

void deliveries::forget() {
    known_.clear();
    due_.clear();
    acknowledged_.clear();
    reuses_ids_ = false;
}

} // namespace crier
