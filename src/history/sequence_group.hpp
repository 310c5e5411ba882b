#pragma once

// What a history commits at once.

#include "history/append_batch.hpp"
#include "history/topic_state.hpp"

#include <string_view>
#include <vector>

namespace crier {

/// What a history knows of a publisher's session.
struct session_state {
    std::uint64_t last_seq = 0;   ///< highest seq used up, stored or refused
    std::uint64_t stored_seq = 0; ///< highest seq stored
    offset stored_offset;         ///< of stored_seq
    timestamp used_at;
};

/// Numbered messages, and the state that they leave their topics and sessions in.
struct sequence_group {
    struct topic_change {
        std::string_view name; ///< the sequencer's: until a group that brought it is rolled back
        topic_state state;
        std::uint64_t added = 0; ///< messages of the group
    };
    struct session_change {
        publisher_id who;
        session_state state;
    };

    std::vector<message_ptr> messages;
    std::vector<topic_change> topics;
    std::vector<session_change> sessions;

    [[nodiscard]] bool empty() const noexcept { return messages.empty() && sessions.empty(); }
};

} // namespace crier
