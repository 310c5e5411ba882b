#pragma once

// Who is subscribed, for those who ask.

#include "metrics/ledger.hpp"

#include <crier/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// One connection.
struct subscriber_report {
    std::uint64_t id = 0; ///< as the log calls the connection
    std::string address;
    std::string_view format; ///< json, raw, events or frames
    std::vector<std::string> filters;
    timestamp connected_at;
    bool is_live = false;
    offset position;         ///< the last offset that it was brought up to
    std::uint64_t bytes = 0; ///< that it was given
    delivery_account account;
};

} // namespace crier
