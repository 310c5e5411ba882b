#pragma once

// Who publishes, for those who ask.

#include <crier/message.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace crier {

/// One connection that publishes.
struct publisher_report {
    std::uint64_t id = 0; ///< as the log calls the connection
    std::string source;
    std::string session; ///< empty where it named none: then it can't come back
    std::string address;
    timestamp connected_at;
    std::uint64_t messages = 0; ///< that the connection brought
    std::uint64_t bytes = 0;    ///< of their payloads
    std::optional<timestamp> last_message;
};

} // namespace crier
