#include <crier/subscriber.hpp>

#include "client/subscriber_connection.hpp"
#include "support/catch.hpp"
#include "support/run_coroutine.hpp"
#include "unit/client/scripted_hub.hpp"

#include <boost/asio/co_spawn.hpp>

namespace crier {
namespace {

namespace asio = boost::asio;

TEST_CASE("a subscriber goes on behind the last message after a cut", "[client]") {
    asio::io_context loop;
    scripted_hub hub{loop.get_executor()};
    subscriber_options options;
    options.port = hub.port();
    options.filters = {"a"};
    options.backoff_base = options.backoff_cap = std::chrono::milliseconds{1};
    std::string heard;
    subscriber_handlers handlers;
    handlers.message = [&](const message& said) {
        heard += said.payload;
    };
    subscriber subject{loop.get_executor(), options, handlers};
    std::optional<refusal> ended;
    asio::co_spawn(loop, subject.run(),
                   [&](const std::exception_ptr&, refusal why) { ended = std::move(why); });
    const auto story = [&]() -> asio::awaitable<void> {
        {
            auto first = co_await hub.accept();
            static_cast<void>(co_await first.hello());
            co_await first.welcome(0);
            const auto asked = co_await first.next();
            CHECK(asked.type == frame_type::subscribe);
            CHECK(asked.body == R"({"topics":["a"],"since":"0000000000000001:0"})");
            message said;
            said.offset = offset{7};
            said.topic = "a";
            said.payload = "x";
            std::string bytes;
            append_message(bytes, said);
            co_await first.write(bytes);
        }
        auto second = co_await hub.accept();
        static_cast<void>(co_await second.hello());
        co_await second.welcome(0);
        const auto asked = co_await second.next();
        CHECK(asked.body == R"({"topics":["a"],"since":"0000000000000001:7"})");
        CHECK(heard == "x");
        co_await second.error(errc::bad_filter, std::nullopt, false);
        const bool left = co_await second.is_left();
        CHECK(left);
    };
    run_coroutine(loop, story());
    loop.restart();
    loop.poll();
    REQUIRE(ended);
    CHECK(ended->code == errc::bad_filter);
}

} // namespace
} // namespace crier
