#include "hub/listener.hpp"

#include "access/token_bucket.hpp"
#include "async/completion.hpp"

#include <boost/asio/steady_timer.hpp>

#include <stdexcept>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// How long to wait when there are no descriptors left: another connection has to end first.
constexpr std::chrono::milliseconds accept_pause{100};

[[noreturn]] void refuse(const host_port& address, const std::string& flag,
                         const boost::system::error_code& ec) {
    throw std::runtime_error{"can't listen on " + address.text() + ": " + ec.message() +
                             "; choose another address with " + flag +
                             " (port 0 picks a free one)"};
}

tcp::endpoint resolve(const asio::any_io_executor& executor, const host_port& address,
                      const std::string& flag) {
    tcp::resolver resolver{executor};
    boost::system::error_code ec;
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, ec);
    if (ec)
        refuse(address, flag, ec);
    return found.begin()->endpoint();
}

std::string reachable(const tcp::endpoint& bound) {
    asio::ip::address address = bound.address();
    if (address.is_unspecified()) {
        address = address.is_v4() ? asio::ip::address{asio::ip::address_v4::loopback()}
                                  : asio::ip::address{asio::ip::address_v6::loopback()};
    }
    return host_port{address.to_string(), bound.port()}.text();
}

} // namespace

listener::listener(const asio::any_io_executor& executor, const host_port& address,
                   const std::string& flag)
    : acceptor_{executor} {
    const tcp::endpoint endpoint = resolve(executor, address, flag);
    boost::system::error_code ec;
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec)
        acceptor_.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec)
        acceptor_.bind(endpoint, ec);
    if (!ec)
        acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        refuse(address, flag, ec);
    local_address_ = reachable(acceptor_.local_endpoint());
}

asio::awaitable<void> listener::run(task_group& sessions, session serve, limit_book& limits,
                                    spdlog::logger& log) {
    token_bucket begun{limits.set.connections_per_second};
    asio::steady_timer pause{acceptor_.get_executor()};
    bool short_of_descriptors = false;
    for (;;) {
        auto accepted = co_await acceptor_.async_accept(as_result);
        auto& [ec, socket] = accepted;
        if (ec == asio::error::operation_aborted)
            co_return;
        if (!ec) {
            short_of_descriptors = false;
            sessions.spawn(serve(std::move(socket)));
            begun.take(1, token_bucket::clock::now());
            const auto debt = begun.debt(token_bucket::clock::now());
            if (debt > token_bucket::clock::duration::zero()) {
                limits.reached.note(limit::handshakes);
                pause.expires_after(debt);
                co_await pause.async_wait(as_result);
            }
            continue;
        }
        if (!std::exchange(short_of_descriptors, true))
            log.error("can't accept connections on {}: {}", local_address_, ec.message());
        pause.expires_after(accept_pause);
        co_await pause.async_wait(as_result);
    }
}

void listener::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

} // namespace crier
