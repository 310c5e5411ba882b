#include "cli/round_trip.hpp"

#include "async/event.hpp"
#include "cli/following.hpp"
#include "cli/speaking.hpp"
#include "protocol/random_id.hpp"

#include <crier/publisher.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <tuple>
#include <utility>
#include <variant>

namespace crier {

namespace asio = boost::asio;

asio::awaitable<result<std::chrono::microseconds>> make_round_trip(const publishing_flags& as,
                                                                   std::string topic) {
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    const std::string mark = random_id();
    event::clock::time_point said;
    std::optional<event::clock::time_point> came;
    std::optional<refusal> wrong;
    event refused{executor};
    publisher_handlers told;
    told.refused = [&](std::uint64_t /*number*/, const refusal& why) {
        wrong = why;
        refused.notify();
    };
    publisher out{executor, as.options(), told};

    following_options options;
    options.web = as.connection().web();
    options.hub = as.connection().web_text();
    options.filters = {topic};
    options.complain = [](std::string_view text) {
        complain(text);
    };
    const auto take = [&](const followed& next) {
        const auto* other = std::get_if<other_event>(&next.event);
        if (other != nullptr && other->type == "live" && said == event::clock::time_point{}) {
            said = event::clock::now();
            const auto number = out.publish(topic, mark);
            if (!number)
                wrong = number.error();
        }
        const auto* message = std::get_if<told_message>(&next.event);
        if (message != nullptr && message->payload == mark)
            came = event::clock::now();
        return !came && !wrong;
    };
    following back{executor, options, take};
    const auto deadline = event::clock::now() + as.patience();
    const auto first = co_await (back.run() || out.run() || refused.wait_until(deadline));
    if (wrong)
        co_return *wrong;
    if (came)
        co_return std::chrono::duration_cast<std::chrono::microseconds>(*came - said);
    if (first.index() == 0)
        co_return std::get<0>(first);
    if (first.index() == 1)
        co_return std::get<1>(first);
    co_return refusal{errc::timeout, "no message came back in " + duration_text(as.patience())};
}

} // namespace crier
