#pragma once

#include "bench/byte_stream.hpp"
#include "bench/endpoint.hpp"
#include "bench/peers/peer.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crier::bench {

struct subscription_plan {
    std::vector<std::string> filters;
    following streams;
    std::size_t audience = 0;    ///< those that are due the same messages
    std::uint64_t stored = 0;    ///< messages that it asks for and is due first
    watcher* watching = nullptr; ///< is told of each delivery
};

/// One WebSocket connection of the load: connects, subscribes, and counts what comes.
class subscriber final : public endpoint {
public:
    enum class state { connecting, securing, upgrading, subscribing, live, cut };

    subscriber(const peer& server, port at, subscription_plan plan, tally& counted)
        : endpoint{begin_to_connect(at.number)},
          bytes_{descriptor(), at.how},
          server_{server},
          plan_{std::move(plan)},
          progress_{plan_.streams},
          arrivals_{progress_, counted} {
        arrivals_.watching = plan_.watching;
    }

    [[nodiscard]] state now() const noexcept { return state_; }
    [[nodiscard]] std::size_t audience() const noexcept { return plan_.audience; }
    [[nodiscard]] std::uint64_t stored() const noexcept { return plan_.stored; }
    [[nodiscard]] std::uint64_t settled() const noexcept { return progress_.settled(); }
    /// Why the server cut it off.
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
    void watch(watcher* watching) noexcept { arrivals_.watching = watching; }

    [[nodiscard]] std::uint32_t interest() const noexcept override {
        return state_ == state::connecting ? EPOLLOUT : EPOLLIN;
    }

    void on_event(std::uint32_t /*events*/, std::string& buffer) override {
        try {
            if (state_ == state::connecting || state_ == state::securing)
                upgrade();
            else
                while (read(buffer)) {
                }
        } catch (const std::runtime_error& failure) {
            state_ = state::cut;
            reason_ = failure.what();
        }
    }

private:
    void upgrade() {
        if (state_ == state::connecting)
            expect_connected(descriptor());
        state_ = state::securing;
        if (!bytes_.shake_hands())
            return;
        bytes_.send_all(server_.upgrade(plan_.filters, plan_.stored > 0));
        state_ = state::upgrading;
    }

    /// Reads once, and takes what came; whether there may be more.
    bool read(std::string& buffer) {
        const std::size_t begin = kept_.partial.size();
        std::memcpy(buffer.data(), kept_.partial.data(), begin);
        const std::size_t room = buffer.size() - begin;
        const std::size_t got = bytes_.receive(buffer.data() + begin, room);
        if (got == 0)
            return false;
        if (state_ == state::upgrading)
            finish_upgrade({buffer.data(), begin + got});
        else
            server_.take(buffer.data(), begin + got, kept_, arrivals_);
        if (!arrivals_.answer.empty()) {
            bytes_.send_all(arrivals_.answer);
            arrivals_.answer.clear();
        }
        if (state_ == state::subscribing && arrivals_.welcomed)
            state_ = state::live;
        return got == room;
    }

    void finish_upgrade(std::string_view bytes) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == bytes.npos) {
            kept_.partial.assign(bytes);
            return;
        }
        if (!bytes.starts_with("HTTP/1.1 101 "))
            throw std::runtime_error{"the server refused a subscriber: " + std::string{bytes}};
        const std::string said = server_.subscribe(plan_.filters);
        arrivals_.asked = !said.empty();
        bytes_.send_all(said);
        state_ = state::subscribing;
        std::string behind{bytes.substr(end + 4)};
        kept_.partial.clear();
        server_.take(behind.data(), behind.size(), kept_, arrivals_);
    }

    byte_stream bytes_;
    const peer& server_;
    subscription_plan plan_;
    progress progress_;
    arrivals arrivals_;
    inbox kept_;
    state state_ = state::connecting;
    std::string reason_;
};

} // namespace crier::bench
