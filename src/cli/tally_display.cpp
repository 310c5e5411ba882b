#include "cli/tally_display.hpp"

#include "async/event.hpp"
#include "cli/command.hpp"
#include "cli/speaking.hpp"
#include "cli/stop_request.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <tuple>
#include <variant>

namespace crier {

namespace asio = boost::asio;

namespace {

/// Until it is cancelled.
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

} // namespace

asio::awaitable<int> follow_with_tally(following& what, status_line& status, const std::string& hub,
                                       std::optional<std::string> ending) {
    using namespace asio::experimental::awaitable_operators;
    const auto first =
        co_await (what.run() || until_told_to_stop() || keep_tally_shown(what, status));
    status.hide();
    if (ending)
        complain(*ending + what.tally().words(stream_tally::clock::now()));
    if (first.index() == 0 && std::get<0>(first).code != errc::closed) {
        complain(hub + " refuses", std::get<0>(first));
        co_return status_failed;
    }
    co_return status_ok;
}

} // namespace crier
