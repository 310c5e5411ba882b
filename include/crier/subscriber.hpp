#pragma once

// Subscribing to a hub from a program that has a Boost.Asio loop: every message that matches, in
// order and each once, over lost connections and restarts of the hub.

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/message.hpp>
#include <crier/position.hpp>
#include <crier/setback.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

struct subscriber_options : connection_options {
    std::vector<std::string> filters; ///< at least one
    /// Begins behind this position, with what the history still has; nothing: with what is
    /// published from the first connection on. An offset alone is one of the history that the
    /// first connection meets.
    std::optional<position> since;
    /// Or with the last so many matching messages. Not together with `since`.
    std::uint64_t last = 0;
};

/// Why a hub would refuse these options; nothing when it wouldn't.
[[nodiscard]] std::optional<refusal> check_options(const subscriber_options& options);

/// Messages after `after` and before `before` are gone: they expired in the hub before they could
/// be sent, or the hub's history is another than before.
struct missed_messages {
    offset after;
    offset before;
    /// What follows is all that another history has, or where the hub lost the end of its own, what
    /// came after `after`, the last offset that both have: offsets begin anew there.
    bool epoch_changed = false;
};

/// What a program hears. Each but `message` may be empty; each is called on the loop, may call the
/// subscriber, and must not destroy it.
struct subscriber_handlers {
    std::function<void(const crier::message&)> message;
    std::function<void(const missed_messages&)> missed;
    /// What is published from now on will come.
    std::function<void(const std::string& hub)> connected;
    std::function<void(const setback&)> disconnected;
};

struct subscriber_state;

/// One subscription. It belongs to the loop's thread. Destroying it ends run() as close() does; the
/// loop's context must outlive it.
class subscriber {
public:
    subscriber(const boost::asio::any_io_executor& executor, subscriber_options options,
               subscriber_handlers handlers);
    ~subscriber();
    subscriber(const subscriber&) = delete;
    subscriber& operator=(const subscriber&) = delete;

    /// Keeps a connection to the hub and hands over what comes. After a cut it goes on behind the
    /// last message handed over. To be awaited once. It returns after close() (errc::closed), or
    /// with the hub's refusal where coming back can't help: errc::bad_filter, errc::unauthorized
    /// and the like.
    [[nodiscard]] boost::asio::awaitable<refusal> run();

    /// Lets run() end at once.
    void close();

    [[nodiscard]] bool is_connected() const noexcept;
    /// Up to where messages have been handed over: a later run of the program may begin there.
    /// Nothing while that isn't known.
    [[nodiscard]] std::optional<crier::position> position() const noexcept;

private:
    std::shared_ptr<subscriber_state> state_;
};

} // namespace crier
