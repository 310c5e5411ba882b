#pragma once

// What is known of topics and sessions beside a stream's messages, as text that hubs share.

#include "history/sequence_group.hpp"
#include "history/topic_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

/// How things were just after an offset: what messages that have expired since have left behind.
struct stream_state {
    crier::epoch epoch; ///< of the stream: its state and no other's
    offset after;
    std::vector<std::pair<std::string, topic_state>> topics;
    std::vector<sequence_group::session_change> sessions;
};

[[nodiscard]] std::string write_stream_state(const stream_state& state);
/// Nothing for what write_stream_state() didn't write.
[[nodiscard]] std::optional<stream_state> read_stream_state(std::string_view text);

} // namespace crier
