#pragma once

// Gives messages their numbers. Every history of one hub decides through it, whatever it stores in.

#include "history/append_batch.hpp"
#include "history/sequence_group.hpp"
#include "protocol/string_hash.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crier {

/// Assigns offset, prev, time and delta in the order of arrival; drops what a session sent before
/// and stops at a hole in its seq. It knows no clock and no storage.
///
/// Where storing can fail, what is stored at once is a group: begin_group(), accept() as often as
/// needed, then either changes() are stored, or roll_back() makes all of it not have happened.
class sequencer {
public:
    using topics = std::unordered_map<std::string, topic_state, string_hash, std::equal_to<>>;

    /// `book` has the accounts of the topics that it numbers messages on. `session_age_max`: a
    /// session that was silent for longer is forgotten.
    sequencer(ledger& book, std::chrono::seconds session_age_max)
        : book_{book}, session_age_max_{session_age_max} {}

    /// Numbers a batch's messages and appends those that are to be stored to `accepted`; fills the
    /// batch's outcome. Times never go back: a clock that was set back holds still instead.
    void accept(append_batch& batch, timestamp now, std::vector<message_ptr>& accepted);

    /// Begins a group: from here on it is remembered what roll_back() needs.
    void begin_group();
    /// The state that the group left its topics and sessions in.
    [[nodiscard]] sequence_group changes() const;
    void roll_back();

    /// Says that this offset has no message: the next one has the offset after it.
    void leave_out(offset at) noexcept { last_ = at; }

    /// Goes on from what was stored: before anything is accepted.
    void restore(std::string topic, const topic_state& state);
    void restore(const publisher_id& who, const session_state& state);

    [[nodiscard]] offset last() const noexcept { return last_; }
    [[nodiscard]] const topics& known_topics() const noexcept { return topics_; }
    /// What is known of a session; all zero for one never seen or forgotten.
    [[nodiscard]] session_state session(const publisher_id& who) const;
    void forget(const publisher_id& who);
    /// All sessions as they were before the messages whose seqs are given, by "SOURCE/SESSION".
    [[nodiscard]] std::vector<sequence_group::session_change>
    sessions_before(const std::unordered_map<std::string, std::uint64_t>& first_seqs) const;

private:
    struct known_session {
        publisher_id who;
        std::string key;
        session_state state;
        std::uint64_t noted_in = 0; ///< in which group its former state was noted
    };
    using sessions = std::list<known_session>; ///< least recently used first

    [[nodiscard]] session_state& use_session(const publisher_id& who, timestamp now);
    void forget_old_sessions(timestamp now);
    [[nodiscard]] topic_state& use_topic(std::string_view name);
    void number(message& message, timestamp now);
    void note(known_session& session);

    /// How things were when the group began.
    struct before_group {
        offset last;
        timestamp last_time;
        std::vector<std::pair<sequencer::topics::value_type*, topic_state>> topics;
        std::vector<sequence_group::session_change> sessions;
    };

    ledger& book_;
    std::chrono::seconds session_age_max_;
    std::uint64_t group_ = 0; ///< 0: no group was begun, and nothing needs to be noted
    before_group before_;
    offset last_;
    timestamp last_time_;
    topics topics_;
    topics::value_type* last_topic_ = nullptr; ///< neighbours often share it
    sessions sessions_;
    std::unordered_map<std::string_view, sessions::iterator> session_index_; ///< views into keys
};

} // namespace crier
