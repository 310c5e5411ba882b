#include "cli/tally_display.hpp"

#include "async/event.hpp"

#include <boost/asio/this_coro.hpp>

#include <tuple>

namespace crier {

namespace asio = boost::asio;

asio::awaitable<void> keep_tally_shown(const following& of, status_line& status) {
    constexpr std::chrono::milliseconds interval{200};
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    for (;;) {
        const auto next = event::clock::now() + interval;
        std::ignore = co_await never.wait_until(next);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
        status.show(of.tally().words(event::clock::now()));
    }
}

} // namespace crier
