#include "async/linger.hpp"

#include "async/completion.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <tuple>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<void> discard_input(tcp::socket& socket) {
    std::array<char, 4096> ignored;
    for (;;) {
        const auto [ec, bytes] = co_await socket.async_read_some(asio::buffer(ignored), as_result);
        if (ec)
            co_return;
    }
}

} // namespace

asio::awaitable<void> linger(transport& connection) {
    using namespace asio::experimental::awaitable_operators;
    if (!connection.shutdown_send())
        co_return;
    asio::steady_timer deadline{connection.get_executor(), linger_deadline};
    std::ignore = co_await (discard_input(connection.socket()) || deadline.async_wait(as_result));
}

void break_off(tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::socket::linger{true, 0}, ignored);
    socket.close(ignored);
}

} // namespace crier
