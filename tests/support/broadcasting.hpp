#pragma once

// What tests of several rooms are made of.

#include "broadcast/flush_queue.hpp"
#include "broadcast/outbox.hpp"

#include <crier/message.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace crier {

/// A stored text message.
inline std::shared_ptr<message> make_message(std::uint64_t at, std::string_view topic,
                                             std::string_view payload) {
    message said;
    said.offset = offset{at};
    said.topic = topic;
    said.source = "test";
    said.payload = payload;
    return keep(said);
}

/// Counts how often it was asked to flush.
struct counting_target final : flush_target {
    int flushes = 0;
    void flush() override { ++flushes; }
};

/// All bytes that an outbox would send now, in order.
inline std::string queued_bytes(const outbox& from) {
    std::array<iovec, 1024> pieces;
    const std::size_t count = from.gather(pieces);
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    return out;
}

/// How many pieces a gathering write of an outbox would have.
inline std::size_t queued_pieces(const outbox& from) {
    std::array<iovec, 1024> pieces;
    return from.gather(pieces);
}

} // namespace crier
