#pragma once

// Following a hub over HTTP (GET /events): its own JSON, with the time between messages, over lost
// connections and restarts of the hub.

#include "client/server_sent_reader.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/setback.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace crier {

struct event_stream_options : connection_options {
    std::string query; ///< what /events is asked for: topics=…&since=…, percent-encoded
    /// Goes on behind this position (`EPOCH:OFFSET`); it wins over what `query` says. Empty: none.
    std::string position;
};

/// What a program hears, on the loop; it may call close(), and must not destroy the stream.
struct event_stream_handlers {
    std::function<void(const server_sent_event&)> heard; ///< also welcome, live and heartbeat
    std::function<void(const setback&)> disconnected;    ///< may be empty
};

struct event_stream_state;

/// One subscription. Destroying it ends run() as close() does; the loop's context must outlive it.
class event_stream {
public:
    event_stream(const boost::asio::any_io_executor& executor, event_stream_options options,
                 event_stream_handlers handlers);
    ~event_stream();
    event_stream(const event_stream&) = delete;
    event_stream& operator=(const event_stream&) = delete;

    /// Keeps a connection and hands over what comes. After a cut it goes on behind the last event
    /// that has a position. To be awaited once. It returns after close() (errc::closed), or with
    /// the hub's refusal where coming back can't help.
    [[nodiscard]] boost::asio::awaitable<refusal> run();

    /// Lets run() end at once: nothing is handed over any more.
    void close();

private:
    std::shared_ptr<event_stream_state> state_;
};

} // namespace crier
