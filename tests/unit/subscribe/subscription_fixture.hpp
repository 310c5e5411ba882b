#pragma once

// A subscription with a history and a router, and no socket.

#include "history/memory_history.hpp"
#include "subscribe/subscription.hpp"
#include "support/broadcasting.hpp"
#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <vector>

namespace crier {

/// A history and a router connected as the hub connects them, and one subscriber whose outbox
/// stands for its socket.
struct subscription_fixture {
    boost::asio::io_context loop;
    flush_queue flushes{loop.get_executor()};
    ledger book;
    crier::router routes{book, epoch{1}};
    counting_target owner;
    memory_history kept;
    outbox box;
    subscription reader;
    std::vector<std::string> received;

    explicit subscription_fixture(delivery_format format = delivery_format::websocket_json,
                                  std::uint64_t retain = 1'000'000,
                                  std::size_t outbox_bytes = 1024 * 1024)
        : kept{loop.get_executor(), book, retention{retain, 1U << 30U, std::chrono::hours{1}}},
          box{format, outbox_bytes, flushes, owner},
          reader{kept, routes, book, box} {
        kept.on_committed([this](std::span<const message_ptr> stored) { routes.deliver(stored); });
    }

    void publish(const std::string& topic, std::size_t count = 1) {
        const auto batch =
            std::make_shared<append_batch>(loop.get_executor(), publisher_id{"test", "s"});
        for (std::size_t i = 0; i < count; ++i) {
            message said;
            said.topic = topic;
            said.payload = "x";
            batch->items.push_back({0, keep(said)});
        }
        kept.append(batch);
        loop.restart();
        loop.poll();
    }

    /// Takes what is queued, as a fast socket would, and keeps the text of each frame.
    void take() {
        std::string_view bytes;
        const std::string all = queued_bytes(box);
        box.consume(all.size());
        for (bytes = all; !bytes.empty();) {
            const auto first = static_cast<unsigned char>(bytes[1]);
            const std::size_t header = first == 126 ? 4 : 2;
            std::size_t length = first;
            if (first == 126) {
                length = static_cast<unsigned char>(bytes[2]) * 256U +
                         static_cast<unsigned char>(bytes[3]);
            }
            received.emplace_back(bytes.substr(header, length));
            bytes.remove_prefix(header + length);
        }
    }

    /// One step of catching up.
    void advance() { REQUIRE(run_coroutine(loop, reader.advance())); }

    /// Lets the subscriber catch up to its end. Then nothing is left for it, and everything that it
    /// was due was delivered, or it was told of it.
    void settle() {
        while (!reader.is_live()) {
            advance();
            take();
        }
        take();
        CHECK(box.account().queued == 0);
        CHECK(box.account().waiting() == 0);
    }

    /// The offsets of the messages received, in order.
    [[nodiscard]] std::vector<std::uint64_t> offsets() const {
        std::vector<std::uint64_t> out;
        for (const std::string& text : received) {
            const std::size_t at = text.find("\"offset\":");
            if (text.find("\"message\"") != std::string::npos)
                out.push_back(std::stoull(text.substr(at + 9)));
        }
        return out;
    }

    [[nodiscard]] static std::vector<std::uint64_t> range(std::uint64_t from, std::uint64_t to) {
        std::vector<std::uint64_t> out;
        for (; from <= to; ++from)
            out.push_back(from);
        return out;
    }
};

inline start_point since(std::uint64_t at) {
    return {position{std::nullopt, offset{at}}, 0};
}

inline start_point last(std::uint64_t count) {
    return {std::nullopt, count};
}

} // namespace crier
