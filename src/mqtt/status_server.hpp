#pragma once

// An address for machines that watch: /metrics, and the probes.

#include "async/task_group.hpp"

#include <spdlog/logger.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <string>

namespace crier {

/// What it answers; asked anew for each request.
struct status_answers {
    std::function<std::string()> metrics; ///< in Prometheus's text format
    std::function<std::string()> trouble; ///< why not to be called ready; empty: it is
};

/// Serves them as plain HTTP, for whoever can reach the address. It belongs to the loop's thread.
class status_server {
public:
    status_server(boost::asio::ip::tcp::acceptor listening, status_answers answers,
                  spdlog::logger& logger);

    /// Where a program on this machine can connect.
    [[nodiscard]] std::string local_address() const;

    /// Ends all connections and waits for that; it is to be awaited before this is destroyed.
    [[nodiscard]] boost::asio::awaitable<void> close();

private:
    [[nodiscard]] boost::asio::awaitable<void> accept();
    [[nodiscard]] boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

    boost::asio::ip::tcp::acceptor acceptor_;
    status_answers answers_;
    spdlog::logger& logger_;
    task_group group_;
};

} // namespace crier
