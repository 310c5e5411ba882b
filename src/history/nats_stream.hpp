#pragma once

// Connecting to NATS, and the stream as hubs want it.

#include "history/nats_handles.hpp"
#include "history/nats_options.hpp"
#include "history/recent.hpp"

#include <crier/position.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace crier {

/// The stream as it is at a moment.
struct stream_facts {
    crier::epoch epoch;      ///< tells it from another of the same name
    std::uint64_t first = 1; ///< sequence of the first entry; one more than `last` when empty
    std::uint64_t last = 0;
    /// How long ago the server that leads it heard from most of the others. One that is cut off
    /// goes on for many seconds as if it led, while they choose another after 4 s at the earliest.
    std::chrono::nanoseconds silence{0};
};

/// Who is told, on NATS's threads, that no server can be reached, that one can again, and, last of
/// all, that the connection is closed.
struct nats_watcher {
    natsConnectionHandler lost = nullptr;
    natsConnectionHandler found = nullptr;
    natsConnectionHandler closed = nullptr;
    void* closure = nullptr;
};

/// A connection that goes on trying for ever once it was there. Throws std::runtime_error that says
/// why there is none, and what to do.
[[nodiscard]] nats_handle<natsConnection> connect_to_nats(const nats_options& options,
                                                          const nats_watcher& watcher);

/// Makes the stream, or adopts one that was made for hubs and gives it these limits. Throws
/// likewise.
stream_facts open_stream(jsCtx* context, const nats_options& options, const retention& kept);

/// Nothing where no server says so.
[[nodiscard]] std::optional<stream_facts> read_facts(jsCtx* context, const nats_options& options);

} // namespace crier
