// What a publisher tells its program of the hub's history and of what is stored.

#include <crier/publisher.hpp>

#include "support/catch.hpp"
#include "unit/client/publisher_fixture.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> acknowledge_three(publisher_fixture& it) {
    auto hub = co_await it.hub.accept();
    std::ignore = co_await hub.hello();
    co_await hub.welcome(0);
    it.say("a");
    it.say("b");
    it.say("c");
    std::ignore = co_await hub.messages(3);
    co_await hub.ack(2);
    co_await hub.error(errc::forbidden, 3, false);
    co_await hub.ack(3);
    const bool flushed = co_await it.flush();
    CHECK(flushed);
}

TEST_CASE("a publisher tells what is stored, and where where the hub told it", "[client]") {
    publisher_fixture it;
    std::vector<std::string> told;
    it.on_acknowledged = [&](std::uint64_t number, std::optional<offset> at) {
        told.push_back(std::to_string(number) + "@" + (at ? std::to_string(at->value) : "?"));
    };
    it.start();
    run_coroutine(it.loop, acknowledge_three(it));
    CHECK(told == std::vector<std::string>{"2@2"}); // the third was refused
    CHECK(it.refused == std::vector<std::uint64_t>{3});
}

asio::awaitable<void> welcome_known_session(publisher_fixture& it, std::string& sent) {
    auto hub = co_await it.hub.accept();
    const auto hello = co_await hub.hello();
    CHECK(hello.session == "earlier");
    co_await hub.welcome(2, 9);
    sent = co_await hub.messages(1);
}

TEST_CASE("who gives an earlier session learns how far the history has got", "[client]") {
    publisher_fixture it{[](publisher_options& options) {
        options.session = "earlier";
    }};
    std::vector<std::uint64_t> last;
    it.on_welcomed = [&](const welcome_frame& welcome) {
        last.push_back(welcome.last_seq);
        CHECK(welcome.epoch == epoch{9});
        it.say("third");
    };
    it.start();
    std::string sent;
    run_coroutine(it.loop, welcome_known_session(it, sent));
    CHECK(last == std::vector<std::uint64_t>{2});
    CHECK(sent == "3=third");
}

asio::awaitable<void> change_the_history(publisher_fixture& it) {
    it.say("a");
    {
        auto hub = co_await it.hub.accept();
        std::ignore = co_await hub.hello();
        co_await hub.welcome(0, 1);
        std::ignore = co_await hub.messages(1);
    }
    auto other = co_await it.hub.accept();
    std::ignore = co_await other.hello();
    co_await other.welcome(0, 2);
    co_await it.wait_for_end();
}

asio::awaitable<void> lose_the_end(publisher_fixture& it) {
    it.say("a");
    it.say("b");
    {
        auto hub = co_await it.hub.accept();
        std::ignore = co_await hub.hello();
        co_await hub.welcome(0, 1);
        std::ignore = co_await hub.messages(2);
        co_await hub.ack(2);
    }
    auto other = co_await it.hub.accept();
    std::ignore = co_await other.hello();
    welcome_frame shorter;
    shorter.epoch = epoch{2};
    shorter.last_seq = 1;
    shorter.former_epochs = {epoch{1}};
    co_await other.welcome(shorter);
    co_await it.wait_for_end();
}

TEST_CASE("a publisher is told what a hub has acknowledged and lost", "[client]") {
    publisher_fixture it{[](publisher_options& options) {
        options.one_history = true;
    }};
    it.start();
    run_coroutine(it.loop, lose_the_end(it));
    CHECK(it.ended->message.find("up to seq 2, and has those up to 1") != std::string::npos);
}

TEST_CASE("a publisher that is to stay in one history ends when it is another", "[client]") {
    publisher_fixture it{[](publisher_options& options) {
        options.one_history = true;
    }};
    it.start();
    run_coroutine(it.loop, change_the_history(it));
    CHECK(it.ended->code == errc::position_unknown);
    CHECK(it.subject->unacknowledged() == 1);
}

} // namespace
} // namespace crier
