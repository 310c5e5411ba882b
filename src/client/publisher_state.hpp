#pragma once

// What a publisher's parts share.

#include "async/event.hpp"
#include "client/unacknowledged.hpp"

#include <crier/publisher.hpp>

#include <utility>

namespace crier {

/// It outlives the publisher for as long as run() or flush_until() hasn't returned yet.
struct publisher_state {
    publisher_state(const boost::asio::any_io_executor& executor, publisher_options with,
                    publisher_handlers tell)
        : options{std::move(with)},
          handlers{std::move(tell)},
          session{options.session},
          messages{buffer_limits{options.buffer_messages_max, options.buffer_bytes_max}},
          to_send{executor},
          settled{executor},
          closing{executor} {}

    publisher_options options;
    publisher_handlers handlers;
    std::string session;
    unacknowledged messages;
    std::size_t payload_bytes_max = payload_bytes_default; ///< as the last WELCOME said
    bool connected = false;
    bool closed = false;
    bool ended = false; ///< run() has returned

    event to_send; ///< for the connection's writer
    event settled; ///< for flush_until(): messages is empty, or ended is true
    event closing; ///< for run()
};

} // namespace crier
