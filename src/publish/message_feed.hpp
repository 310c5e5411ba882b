#pragma once

// What a publisher's connection is sent besides the answers to what it says: the messages that it
// subscribed to. This room doesn't know where they come from: the hub hands a feed over.

#include "access/admission.hpp"
#include "async/event.hpp"

#include <crier/frame.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// The subscriptions of one connection. Its two coroutines may use it side by side: one obeys, also
/// while the other takes and catches up.
class message_feed {
public:
    message_feed() = default;
    message_feed(const message_feed&) = delete;
    message_feed& operator=(const message_feed&) = delete;
    virtual ~message_feed() = default;

    /// Obeys a SUBSCRIBE or UNSUBSCRIBE; why it can't where it can't. Once it returns, whatever is
    /// committed and matches will be sent.
    [[nodiscard]] virtual std::optional<refusal> obey(frame_type type, std::string_view body) = 0;
    [[nodiscard]] virtual const std::vector<std::string>& filters() const = 0;
    /// Appends whole frames that are due, until `out` measures `bytes_max` or more.
    virtual void take(std::string& out, std::size_t bytes_max) = 0;
    /// Whether there is more to be had from the history.
    [[nodiscard]] virtual bool is_behind() const = 0;
    /// A bounded step of that; false where the history can't be read.
    [[nodiscard]] virtual boost::asio::awaitable<bool> catch_up() = 0;
};

/// Makes a feed for a peer that may subscribe to what `admitted` says; it notifies `wake` when
/// there is something to take.
using open_message_feed = std::function<std::unique_ptr<message_feed>(
    std::uint64_t id, const std::string& address, const admission& admitted, event& wake)>;

} // namespace crier
