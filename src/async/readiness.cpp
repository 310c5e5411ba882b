#include "async/readiness.hpp"

#include "async/completion.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<bool> wait(tcp::socket& socket, tcp::socket::wait_type what,
                           event::clock::time_point deadline) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer{socket.get_executor(), deadline};
    const auto outcome =
        co_await (socket.async_wait(what, as_result) || timer.async_wait(as_result));
    co_return outcome.index() == 0;
}

} // namespace

asio::awaitable<bool> wait_readable(tcp::socket& socket, event::clock::time_point deadline) {
    return wait(socket, tcp::socket::wait_read, deadline);
}

asio::awaitable<bool> wait_writable(tcp::socket& socket, event::clock::time_point deadline) {
    return wait(socket, tcp::socket::wait_write, deadline);
}

} // namespace crier
