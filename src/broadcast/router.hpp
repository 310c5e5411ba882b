#pragma once

// From the history to every outbox that wants a message.

#include "broadcast/encoder.hpp"
#include "broadcast/outbox.hpp"
#include "broadcast/topic_tree.hpp"

#include <crier/message.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crier {

/// Knows who subscribed to what, and hands each committed message to them: encoded once for each
/// format that somebody wants it in, however many they are. For each topic seen it keeps the list
/// of those who want it, until subscriptions change.
class router {
public:
    /// `epoch` is that of the history whose messages are delivered, `last` its last offset so far.
    /// Messages from `compress_from` bytes on are compressed for those who take that.
    router(ledger& book, crier::epoch epoch, offset last = {},
           std::size_t compress_from = compress_never);

    /// The outbox must be unsubscribed from each of its filters before it is destroyed.
    void subscribe(outbox& subscriber, std::string_view filter);
    void unsubscribe(outbox& subscriber, std::string_view filter);

    /// Takes numbered messages in the order of their offsets, each once.
    void deliver(std::span<const message_ptr> messages);

    /// The offset of the last message that was delivered to those who wanted it.
    [[nodiscard]] offset delivered() const noexcept { return delivered_; }

private:
    static constexpr std::size_t formats = all_delivery_formats.size();

    /// Who wants a topic, by format, as of a generation of subscriptions.
    struct route {
        std::uint64_t generation = 0;
        topic_account* account = nullptr;
        std::array<std::vector<outbox*>, formats> subscribers;
    };

    [[nodiscard]] const route& route_for(const message& message);
    void forget_routes(std::string_view filter);
    void extend(const route& wanted, const message& message);
    void finish(const route& wanted);
    static void hand_over(delivery& pending, const std::vector<outbox*>& subscribers);

    ledger& book_;
    topic_tree tree_;
    std::uint64_t generation_ = 1;
    std::vector<route> routes_;     ///< by the topic's number
    std::vector<outbox*> matches_;  ///< scratch of route_for()
    std::vector<encoder> encoders_; ///< by format
    std::array<delivery, formats> runs_;
    offset delivered_;
};

} // namespace crier
