#pragma once

// A message as an entry of the stream: its payload is the entry's, what else there is to say stands
// in headers, so that any NATS client can read it.

#include "history/nats_handles.hpp"

#include <crier/message.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crier {

/// One entry of the stream.
struct stream_entry {
    std::uint64_t sequence = 0;
    timestamp time; ///< when the stream took it
    /// Its content; without a topic where it is none of ours, or a seq that was used up by a
    /// message that was refused.
    std::shared_ptr<message> content;
    std::string hub;              ///< who published it; empty for a stranger
    std::uint64_t hub_number = 0; ///< that hub's own number for it
};

/// What is to become an entry.
struct stream_publication {
    std::shared_ptr<const message> content; ///< the topic is empty where just the seq is used up
    std::uint64_t hub_number = 0;
};

/// What headers take at most, in bytes: names of 128 each, numbers, and NATS's own words.
inline constexpr std::uint64_t nats_header_bytes_max = 1024;

/// Nothing when there is no memory for it.
[[nodiscard]] nats_handle<natsMsg> to_nats(const stream_publication& said,
                                           const std::string& stream, const std::string& hub);

/// What a stranger published is a message of the source `nats`.
[[nodiscard]] stream_entry from_nats(natsMsg* entry, const jsMsgMetaData& about,
                                     std::string_view stream);

} // namespace crier
