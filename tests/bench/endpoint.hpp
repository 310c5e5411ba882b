#pragma once

#include "bench/sockets.hpp"

#include <sys/epoll.h>

namespace crier::bench {

/// One connection of the load, as its loop sees it.
class endpoint {
public:
    explicit endpoint(socket_handle socket) : socket_{std::move(socket)} {}
    endpoint(const endpoint&) = delete;
    endpoint& operator=(const endpoint&) = delete;
    virtual ~endpoint() = default;

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
    /// The events that it waits for now.
    [[nodiscard]] virtual std::uint32_t interest() const noexcept = 0;
    /// Sees to what has become possible; `buffer` is anybody's for the time of the call.
    virtual void on_event(std::uint32_t events, std::string& buffer) = 0;

private:
    socket_handle socket_;
};

} // namespace crier::bench
