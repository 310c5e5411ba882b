#include "history/jetstream_history.hpp"

#include <algorithm>
#include <thread>
#include <utility>

// What hubs tell each other of messages that have expired.

namespace crier {
namespace {

using namespace std::chrono_literals;

// How soon what expired messages have left behind may be written down for hubs to come again.
constexpr auto state_pause = 2s;
constexpr double state_seconds = 10;
constexpr auto fresh_state_patience = 5s;
constexpr auto fresh_state_pause = 50ms;

} // namespace

/// Where to begin to read. What expired messages have left behind is known from before it, so that
/// prev, delta and sessions are the same as at hubs that have read those messages.
std::uint64_t jetstream_history::restore_state() {
    const stream_facts& facts = link_.facts_at_start();
    const auto read = [&] {
        const auto written = link_.read_state();
        auto state = written ? read_stream_state(*written) : std::nullopt;
        return state && state->epoch == facts.epoch ? state : std::nullopt;
    };
    auto state = read();
    // What is older than the stream's first, or isn't there although messages have expired, is
    // about to be written by a hub that runs.
    const auto deadline = clock::now() + fresh_state_patience;
    const auto reaches = [&] {
        return (state ? state->after.value : 0) + 1 >= facts.first;
    };
    while (!reaches() && clock::now() < deadline) {
        std::this_thread::sleep_for(fresh_state_pause);
        state = read();
    }
    if (!state)
        return facts.first;
    for (auto& [topic, known] : state->topics)
        sequencer_.restore(std::move(topic), known);
    for (const auto& [who, known] : state->sessions)
        sequencer_.restore(who, known);
    return std::max(facts.first, state->after.value + 1);
}

/// Only where messages have expired is there anything that the stream itself doesn't say. A hub
/// that comes before the next sixteenth has expired begins behind that, and knows all that it
/// needs; so it is written again when half of that has.
void jetstream_history::share_state() {
    const auto since = clock::now() - shared_at_;
    const std::uint64_t oldest = recent_.oldest().value;
    if (since < state_pause)
        return;
    // As much as expires while hubs start, where that is more.
    const double seconds = std::chrono::duration<double>{since}.count();
    const auto expired = static_cast<double>(oldest - oldest_then_) / seconds;
    const auto margin = std::clamp(static_cast<std::uint64_t>(expired * state_seconds),
                                   recent_.size() / 16, recent_.size() / 2);
    if (oldest <= 1 || oldest + margin / 2 < shared_before_.value)
        return;
    shared_at_ = clock::now();
    oldest_then_ = oldest;
    shared_before_ = offset{oldest + margin};
    link_.write_state(write_stream_state(state_before(shared_before_)));
}

/// The state after the message before `first`, which is kept: what is known now, but for what the
/// messages since then have changed; each says what was before it.
stream_state jetstream_history::state_before(offset first) const {
    std::unordered_map<std::string_view, std::pair<topic_state, std::uint64_t>> changed;
    std::unordered_map<std::string, std::uint64_t> first_seqs;
    for (offset at = first; at <= recent_.last(); at = at.next()) {
        const message& each = *recent_.at(at);
        if (each.topic.empty())
            continue;
        auto& [before, count] = changed[each.topic];
        if (count++ == 0) {
            before.last = each.prev;
            before.last_time = each.time - each.delta.value_or(0us);
        }
        if (each.seq != 0)
            first_seqs.try_emplace(std::string{each.source}.append("/").append(each.session),
                                   each.seq);
    }
    stream_state out;
    out.epoch = epoch_;
    out.after = first.previous();
    for (const auto& [topic, now_known] : sequencer_.known_topics()) {
        topic_state known = now_known;
        if (const auto found = changed.find(topic); found != changed.end()) {
            known.last = found->second.first.last;
            known.last_time = found->second.first.last_time;
            known.count -= std::min(known.count, found->second.second);
        }
        if (known.last.value > 0)
            out.topics.emplace_back(topic, known);
    }
    out.sessions = sequencer_.sessions_before(first_seqs);
    return out;
}

} // namespace crier
