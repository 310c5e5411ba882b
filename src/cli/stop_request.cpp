#include "cli/stop_request.hpp"

#include "async/completion.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <tuple>

namespace crier {

boost::asio::awaitable<void> until_told_to_stop() {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::signal_set signals{executor, SIGINT, SIGTERM};
    std::ignore = co_await signals.async_wait(as_result);
}

} // namespace crier
