#include "async/writable.hpp"

#include "async/completion.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

namespace crier {

namespace asio = boost::asio;

asio::awaitable<bool> wait_writable(asio::ip::tcp::socket& socket,
                                    event::clock::time_point deadline) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer{socket.get_executor(), deadline};
    const auto outcome =
        co_await (socket.async_wait(asio::ip::tcp::socket::wait_write, as_result) ||
                  timer.async_wait(as_result));
    co_return outcome.index() == 0;
}

} // namespace crier
