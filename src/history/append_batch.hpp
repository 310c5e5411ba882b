#pragma once

// What one source hands to the history at once, and what it gets back.

#include "async/event.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crier {

/// (source, session) names one sequence of messages.
struct publisher_id {
    std::string source;
    std::string session;

    friend bool operator==(const publisher_id&, const publisher_id&) = default;
};

/// One step of a publisher's sequence: a message without offset, prev, time and delta yet; or, with
/// no message, a seq whose message was refused and which is used up all the same.
struct append_item {
    std::uint64_t seq = 0;
    std::shared_ptr<message> content;
};

/// What became of a batch.
struct append_outcome {
    /// The last stored message of the session and its offset; seq 0 where none wants an answer.
    std::uint64_t stored_seq = 0;
    offset stored_offset;
    /// The offset of the batch's last message that was stored now.
    offset last;
    /// How many of its messages had been stored before.
    std::uint64_t repeated = 0;
    /// Why the history took no more from the item at `stopped_at` on; everything before it is
    /// stored.
    std::optional<refusal> stopped_by;
    std::size_t stopped_at = 0;
};

/// Messages of one publisher, in its order. The history shares it until it has been committed: a
/// session that ends meanwhile just lets go.
struct append_batch {
    append_batch(const boost::asio::any_io_executor& executor, publisher_id from)
        : who{std::move(from)}, committed{executor} {}

    /// Adds messages, which are copied, behind the others.
    void add(std::span<const message> said) {
        if (said.empty())
            return;
        const auto kept = keep(said);
        for (message& each : std::span{kept.get(), said.size()})
            items.push_back({each.seq, {kept, &each}});
    }

    publisher_id who;
    std::vector<append_item> items;
    append_outcome outcome; ///< valid once `committed` was notified
    event committed;
};

} // namespace crier
