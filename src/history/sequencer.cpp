#include "history/sequencer.hpp"

#include <algorithm>
#include <utility>

namespace crier {
namespace {

/// Neither name may contain a slash, so no two publishers share a key.
std::string session_key(const publisher_id& who) {
    return who.source + "/" + who.session;
}

refusal sequence_gap(const publisher_id& who, std::uint64_t expected, std::uint64_t got) {
    return {errc::sequence_gap, "session \"" + who.session + "\" of source \"" + who.source +
                                    "\" sent seq " + std::to_string(got) + " where " +
                                    std::to_string(expected) +
                                    " was due; resend from there, or begin a new session at 1"};
}

} // namespace

void sequencer::accept(append_batch& batch, timestamp now, std::vector<message_ptr>& accepted) {
    now = std::max(now, last_time_);
    last_time_ = now;
    forget_old_sessions(now);
    append_outcome& outcome = batch.outcome;
    outcome = append_outcome{};
    session_state* session = nullptr;
    for (append_item& item : batch.items) {
        if (item.seq != 0) {
            if (session == nullptr)
                session = &use_session(batch.who, now);
            if (item.seq <= session->last_seq) {
                outcome.repeated += item.content ? 1 : 0; // only its acknowledgement was lost
                continue;
            }
            if (item.seq != session->last_seq + 1) {
                outcome.stopped_at = static_cast<std::size_t>(&item - batch.items.data());
                outcome.stopped_by = sequence_gap(batch.who, session->last_seq + 1, item.seq);
                break;
            }
            session->last_seq = item.seq;
        }
        if (!item.content)
            continue;
        number(*item.content, now);
        outcome.last = last_;
        if (item.seq != 0) {
            session->stored_seq = item.seq;
            session->stored_offset = last_;
        }
        accepted.push_back(std::move(item.content));
    }
    if (session != nullptr) {
        outcome.stored_seq = session->stored_seq;
        outcome.stored_offset = session->stored_offset;
    }
}

void sequencer::begin_group() {
    ++group_;
    before_ = before_group{last_, last_time_, {}, {}};
}

sequence_group sequencer::changes() const {
    sequence_group out;
    for (const auto& [topic, before] : before_.topics)
        out.topics.push_back({topic->first, topic->second, topic->second.count - before.count});
    for (const auto& changed : before_.sessions)
        out.sessions.push_back({changed.who, session(changed.who)});
    return out;
}

void sequencer::roll_back() {
    last_ = before_.last;
    last_time_ = before_.last_time;
    last_topic_ = nullptr;
    for (const auto& [topic, before] : before_.topics) {
        topic->second = before;
        if (before.count == 0)
            topics_.erase(topics_.find(topic->first));
    }
    for (const auto& changed : before_.sessions) {
        const auto found = session_index_.find(session_key(changed.who));
        if (found != session_index_.end())
            found->second->state = changed.state;
    }
    begin_group();
}

void sequencer::restore(std::string topic, const topic_state& state) {
    last_ = std::max(last_, state.last);
    last_time_ = std::max(last_time_, state.last_time);
    topics_.emplace(std::move(topic), state);
}

void sequencer::restore(const publisher_id& who, const session_state& state) {
    use_session(who, state.used_at) = state;
}

session_state sequencer::session(const publisher_id& who) const {
    const auto found = session_index_.find(session_key(who));
    return found == session_index_.end() ? session_state{} : found->second->state;
}

std::vector<sequence_group::session_change>
sequencer::sessions_before(const std::unordered_map<std::string, std::uint64_t>& first_seqs) const {
    std::vector<sequence_group::session_change> out;
    for (const known_session& known : sessions_) {
        session_state state = known.state;
        if (const auto found = first_seqs.find(known.key); found != first_seqs.end()) {
            state.last_seq = state.stored_seq = found->second - 1;
            state.stored_offset = offset{};
        }
        if (state.last_seq > 0)
            out.push_back({known.who, state});
    }
    return out;
}

void sequencer::forget(const publisher_id& who) {
    const auto found = session_index_.find(session_key(who));
    if (found == session_index_.end())
        return;
    const auto forgotten = found->second;
    session_index_.erase(found);
    sessions_.erase(forgotten);
}

session_state& sequencer::use_session(const publisher_id& who, timestamp now) {
    std::string key = session_key(who);
    if (const auto found = session_index_.find(key); found != session_index_.end()) {
        sessions_.splice(sessions_.end(), sessions_, found->second);
    } else {
        sessions_.push_back({who, std::move(key), {}});
        session_index_.emplace(sessions_.back().key, std::prev(sessions_.end()));
    }
    note(sessions_.back());
    sessions_.back().state.used_at = now;
    return sessions_.back().state;
}

void sequencer::note(known_session& session) {
    if (group_ == 0 || std::exchange(session.noted_in, group_) == group_)
        return;
    before_.sessions.push_back({session.who, session.state});
}

void sequencer::forget_old_sessions(timestamp now) {
    while (!sessions_.empty() && now - sessions_.front().state.used_at > session_age_max_) {
        session_index_.erase(sessions_.front().key);
        sessions_.pop_front();
    }
}

topic_state& sequencer::use_topic(std::string_view name) {
    if (last_topic_ == nullptr || last_topic_->first != name) {
        auto found = topics_.find(name);
        if (found == topics_.end())
            found = topics_.try_emplace(std::string{name}).first;
        last_topic_ = &*found;
    }
    topic_state& state = last_topic_->second;
    if (state.account == nullptr)
        state.account = &book_.of(name);
    if (group_ != 0 && state.noted_in != group_) {
        before_.topics.emplace_back(last_topic_, state);
        state.noted_in = group_;
    }
    return state;
}

void sequencer::number(message& message, timestamp now) {
    last_ = last_.next();
    topic_state& topic = use_topic(message.topic);
    message.offset = last_;
    message.topic_number = topic.account->number;
    message.prev = topic.last;
    message.time = now;
    if (topic.count > 0)
        message.delta = now - topic.last_time;
    topic.add(last_, now);
}

} // namespace crier
