#include "hub/listener.hpp"

#include "access/token_bucket.hpp"
#include "async/completion.hpp"
#include "options/listening.hpp"

#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

// How long to wait when there are no descriptors left: another connection has to end first.
constexpr std::chrono::milliseconds accept_pause{100};

} // namespace

listener::listener(const asio::any_io_executor& executor, const host_port& address,
                   const std::string& flag)
    : acceptor_{listen_on(executor, address, flag)},
      local_address_{crier::local_address(acceptor_)} {}

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
