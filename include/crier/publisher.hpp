#pragma once

// Publishing to a hub from a program that has a Boost.Asio loop: messages are kept until the hub
// has stored them, over lost connections and restarts of the hub.

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/frame.hpp>
#include <crier/message.hpp>
#include <crier/setback.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

struct publisher_options : connection_options {
    std::string session; ///< empty: chosen at random
    /// Ends run() with errc::position_unknown where the hub's history turns out to be another than
    /// the one that messages were sent to, instead of beginning a new session in it.
    bool one_history = false;

    // What is kept at most until the hub has stored it; whichever limit is reached first counts.
    std::size_t buffer_messages_max = 65'536;
    std::size_t buffer_bytes_max = std::size_t{16} * 1024 * 1024;
};

/// Why a hub would refuse these options; nothing when it wouldn't.
[[nodiscard]] std::optional<refusal> check_options(const publisher_options& options);

using publisher_setback = setback;

/// What a program may want to tell its users. Each may be empty; each is called on the loop, may
/// call the publisher, and must not destroy it.
struct publisher_handlers {
    std::function<void(const std::string& hub)> connected;
    /// The same before anything is sent: who gives the session of an earlier run learns from the
    /// first of these how far the history has got (`last_seq`), and publishes what comes after it.
    std::function<void(const welcome_frame&)> welcomed;
    std::function<void(const publisher_setback&)> disconnected;
    /// Every message up to this number is stored, or was refused. `at` is that one's offset, where
    /// the hub told it; of those that were stored together with it, it doesn't tell.
    std::function<void(std::uint64_t number, std::optional<offset> at)> acknowledged;
    /// The hub won't ever take this message: it has been dropped. `number` is what publish() gave.
    std::function<void(std::uint64_t number, const refusal& why)> refused;
};

struct publisher_state;

/// One source of messages. It belongs to the loop's thread. Destroying it ends run() as close()
/// does; the loop's context must outlive it.
class publisher {
public:
    publisher(const boost::asio::any_io_executor& executor, publisher_options options,
              publisher_handlers handlers = {});
    ~publisher();
    publisher(const publisher&) = delete;
    publisher& operator=(const publisher&) = delete;

    /// Takes a message to be sent as soon as there is a connection, and gives its number: 1, 2,
    /// 3, … in this object's life. It never waits. errc::bad_topic, errc::bad_payload and
    /// errc::forbidden: no hub would take it; errc::buffer_full: too much waits for the hub to
    /// store it, try again later; errc::closed. A message that is refused here is not kept.
    [[nodiscard]] result<std::uint64_t> publish(std::string_view topic, std::string_view payload,
                                                payload_format format = payload_format::text);

    /// As publish(), but where the buffer is full it waits until there is room: it never gives
    /// errc::buffer_full. Several coroutines may wait, and are served in their order. close(),
    /// finish() and the end of run() end the wait with errc::closed; so does its cancellation.
    [[nodiscard]] boost::asio::awaitable<result<std::uint64_t>>
    publish_when_room(std::string topic, std::string payload,
                      payload_format format = payload_format::text);

    /// Keeps a connection to the hub, sends what was published and resends what was not stored.
    /// To be awaited once. It returns after close() (errc::closed), or with the hub's refusal
    /// where coming back can't help: errc::unauthorized, errc::taken_over and the like.
    [[nodiscard]] boost::asio::awaitable<refusal> run();

    /// Whether every message taken so far has been stored (or refused) before the deadline; false
    /// at once when run() has ended without that.
    [[nodiscard]] boost::asio::awaitable<bool>
    flush_until(std::chrono::steady_clock::time_point deadline);

    /// The pleasant end: takes no more messages, waits until what it took has been stored (or
    /// refused) or the deadline has passed, and closes. Gives how many messages are left that the
    /// hub hasn't acknowledged: 0 where nothing is lost.
    [[nodiscard]] boost::asio::awaitable<std::size_t>
    finish(std::chrono::steady_clock::time_point deadline);

    /// The quick end: takes no more messages and lets run() end at once. What isn't stored by then
    /// is not sent any more; unacknowledged() tells how many those are.
    void close();

    [[nodiscard]] bool is_connected() const noexcept;
    /// How many messages wait for the hub to store them.
    [[nodiscard]] std::size_t unacknowledged() const noexcept;
    /// How many messages the hub has stored.
    [[nodiscard]] std::uint64_t acknowledged() const noexcept;

    /// The session that its messages belong to: chosen by chance at the first connection where none
    /// was given, and anew where the hub's history is another than before, or lacks some of what it
    /// had acknowledged.
    [[nodiscard]] const std::string& session() const noexcept;
    /// The seq that the next message gets in it. A later run of the program that is given the same
    /// session finds here, once it is connected, how far the hub has stored it: to the one before.
    [[nodiscard]] std::uint64_t next_seq() const noexcept;

private:
    std::shared_ptr<publisher_state> state_;
};

} // namespace crier
