#pragma once

// Where connections come in.

#include "access/limits.hpp"
#include "async/task_group.hpp"
#include "options/units.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <string>

namespace crier {

/// A listening socket.
class listener {
public:
    using session = std::function<boost::asio::awaitable<void>(boost::asio::ip::tcp::socket)>;

    /// Binds and listens, as listen_on() does.
    listener(const boost::asio::any_io_executor& executor, const host_port& address,
             const std::string& flag);

    /// Spawns a session for each connection until it is cancelled. It outlives a lack of
    /// descriptors: it waits for some to be free again.
    /// More in a second than may be wait in the kernel.
    [[nodiscard]] boost::asio::awaitable<void> run(task_group& sessions, session serve,
                                                   limit_book& limits, spdlog::logger& log);
    void close();

    /// Where a program on this machine can connect.
    [[nodiscard]] std::string local_address() const { return local_address_; }

private:
    boost::asio::ip::tcp::acceptor acceptor_;
    std::string local_address_;
};

} // namespace crier
