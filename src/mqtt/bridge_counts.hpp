#pragma once

// What a bridge counts of itself.

#include <cstdint>

namespace crier {

/// A connection that comes back when it is lost.
struct link_record {
    bool connected = false;
    std::uint64_t made = 0; ///< connections so far

    void note_connected() noexcept {
        connected = true;
        ++made;
    }
    void note_lost() noexcept { connected = false; }
    [[nodiscard]] std::uint64_t reconnects() const noexcept { return made > 0 ? made - 1 : 0; }
};

/// The messages of one direction. What was taken and is neither acknowledged nor refused is still
/// on its way.
struct traffic {
    std::uint64_t taken = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t refused = 0;

    [[nodiscard]] std::uint64_t waiting() const noexcept { return taken - acknowledged - refused; }
};

/// All of it, as it is at one moment.
struct bridge_counts {
    traffic to_hub;
    traffic to_mqtt;
    std::uint64_t repeated = 0; ///< by the broker, and known
    std::uint64_t gaps = 0;     ///< in what the hub had for the broker
    link_record hub;
    link_record broker;
    bool stopping = false;
};

} // namespace crier
