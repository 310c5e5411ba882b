#pragma once

// Gives messages their numbers. Every history of one hub decides through it, whatever it stores in.

#include "history/append_batch.hpp"
#include "history/topic_state.hpp"
#include "protocol/string_hash.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace crier {

/// What a history knows of a publisher's session.
struct session_state {
    std::uint64_t last_seq = 0;   ///< highest seq used up, stored or refused
    std::uint64_t stored_seq = 0; ///< highest seq stored
    offset stored_offset;         ///< of stored_seq
};

/// Assigns offset, prev, time and delta in the order of arrival; drops what a session sent before
/// and stops at a hole in its seq. It knows no clock and no storage.
class sequencer {
public:
    using topics = std::unordered_map<std::string, topic_state, string_hash, std::equal_to<>>;

    /// `session_age_max`: a session that was silent for longer is forgotten.
    explicit sequencer(std::chrono::seconds session_age_max) : session_age_max_{session_age_max} {}

    /// Numbers a batch's messages and appends those that are to be stored to `accepted`; fills the
    /// batch's outcome. Times never go back: a clock that was set back holds still instead.
    void accept(append_batch& batch, timestamp now, std::vector<message_ptr>& accepted);

    [[nodiscard]] offset last() const noexcept { return last_; }
    [[nodiscard]] const topics& known_topics() const noexcept { return topics_; }
    /// What is known of a session; all zero for one never seen or forgotten.
    [[nodiscard]] session_state session(const publisher_id& who) const;
    void forget(const publisher_id& who);

private:
    struct known_session {
        std::string key;
        session_state state;
        timestamp used_at;
    };
    using sessions = std::list<known_session>; ///< least recently used first

    [[nodiscard]] session_state& use_session(const publisher_id& who, timestamp now);
    void forget_old_sessions(timestamp now);
    void number(message& message, timestamp now);

    std::chrono::seconds session_age_max_;
    offset last_;
    timestamp last_time_;
    topics topics_;
    sessions sessions_;
    std::unordered_map<std::string_view, sessions::iterator> session_index_; ///< views into keys
};

} // namespace crier
