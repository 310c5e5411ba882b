#pragma once

// How a server is spoken to. An adapter knows bytes and no socket; topics and filters are given to
// it as Crier and MQTT write them. It is asked once a read, not once a message.

#include "bench/numbers.hpp"
#include "bench/websocket.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier::bench {

/// Is told of each message as it comes, where somebody wants to know when.
class watcher {
public:
    virtual ~watcher() = default;
    virtual void delivered(std::uint64_t number) = 0;
};

/// Where an adapter puts what one subscriber read.
struct arrivals {
    arrivals(progress& into, tally& counting) : got{into}, counted{counting} {}

    progress& got;
    tally& counted;
    watcher* watching = nullptr;
    bool asked = false;    ///< subscribe() said something, so the answer to that is awaited
    bool welcomed = false; ///< the server said that the subscription is in effect
    std::string answer;    ///< to be sent back

    void deliver(std::string_view payload) {
        const std::uint64_t number = got.count(payload, counted);
        if (watching != nullptr)
            watching->delivered(number);
    }
};

class peer {
public:
    peer() = default;
    peer(const peer&) = delete;
    peer& operator=(const peer&) = delete;
    virtual ~peer() = default;

    /// The request that makes a WebSocket of a connection. `from_start`: what is stored comes
    /// first.
    [[nodiscard]] virtual std::string upgrade(const std::vector<std::string>& filters,
                                              bool from_start) const = 0;
    /// What a subscriber says next; the last of it is answered once all of it is in effect. Nothing
    /// where the server tells that by itself.
    [[nodiscard]] virtual std::string subscribe(const std::vector<std::string>& filters) const = 0;
    /// Takes what is whole of `kept.partial` and what was read behind it, and keeps the rest.
    virtual void take(char* bytes, std::size_t size, inbox& kept, arrivals& into) const = 0;

    /// What a publisher says first, over TCP.
    [[nodiscard]] virtual std::string publisher_greeting() const = 0;
    /// Appends a message to be published, and returns where in `out` its payload is.
    virtual std::size_t append_message(std::string& out, std::string_view topic,
                                       std::string_view payload) const = 0;
    /// Takes what the server tells a publisher off `bytes`, and says what to answer. Throws when
    /// the server is not content.
    [[nodiscard]] virtual std::string heed(std::string& bytes) const = 0;
};

} // namespace crier::bench
