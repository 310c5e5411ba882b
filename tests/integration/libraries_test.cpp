// The publisher and subscriber libraries, against a real hub that is killed.

#include "async/event.hpp"
#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/run_coroutine.hpp"

#include <crier/publisher.hpp>
#include <crier/subscriber.hpp>

#include <stdlib.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace crier;

namespace {

namespace asio = boost::asio;
using script = asio::awaitable<void>;

constexpr std::uint64_t publishers = 3;
constexpr std::uint64_t messages_each = 2000;
constexpr std::uint64_t messages_all = publishers * messages_each;
constexpr std::uint64_t kills = 5;

struct temporary_folder {
    std::string path = (std::filesystem::temp_directory_path() / "crier-hub-XXXXXX").string();

    temporary_folder() {
        if (::mkdtemp(path.data()) == nullptr)
            throw std::runtime_error{"no folder for the hub's data"};
    }
    ~temporary_folder() { std::filesystem::remove_all(path); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
};

/// A hub with a history on disk, publishers that keep it busy, and a subscriber that hears all.
struct busy_hub {
    temporary_folder data;
    hub_process hub{{"--data-dir", data.path, "--presence", "off"}};
    asio::io_context loop;
    event told{loop.get_executor()};                          ///< something changed
    std::vector<offset> offsets;                              ///< as the subscriber heard them
    std::map<std::string, std::vector<std::string>> payloads; ///< of each source
    std::size_t gaps = 0;
    std::map<std::string, int> setbacks; ///< of each client, since the hub was killed
    std::vector<std::size_t> left;       ///< what finish() gave
    std::vector<std::unique_ptr<publisher>> speakers;
    std::unique_ptr<subscriber> listener;

    busy_hub() {
        subscriber_handlers handlers;
        handlers.message = [this](const message& said) {
            offsets.push_back(said.offset);
            payloads[std::string{said.source}].emplace_back(said.payload);
            told.notify();
        };
        handlers.missed = [this](const missed_messages&) {
            ++gaps;
        };
        subscriber_options options;
        options.filters = {"#"};
        options.since = position{};
        listener = make<subscriber>(options, handlers, "listener");
        for (std::uint64_t i = 0; i < publishers; ++i) {
            // So few wait at once that publishing goes on over all that happens to the hub.
            publisher_options small;
            small.buffer_messages_max = 50;
            speakers.push_back(make<publisher>(small, publisher_handlers{}, std::to_string(i)));
        }
        for (const auto& speaker : speakers)
            asio::co_spawn(loop, publish(*speaker), [](const std::exception_ptr&) {});
    }

    /// A publisher or subscriber of this name that runs.
    template <class Client, class Options, class Handlers>
    std::unique_ptr<Client> make(Options options, Handlers handlers, const std::string& name) {
        options.port = hub.publish_port();
        options.source = name;
        options.backoff_base = std::chrono::milliseconds{1};
        options.backoff_cap = std::chrono::milliseconds{20};
        handlers.disconnected = [this, name](const setback&) {
            ++setbacks[name];
            told.notify();
        };
        auto client = std::make_unique<Client>(loop.get_executor(), options, handlers);
        asio::co_spawn(loop, client->run(), [](const std::exception_ptr&, const refusal&) {});
        return client;
    }

    script publish(publisher& speaker) {
        for (std::uint64_t i = 1; i <= messages_each; ++i)
            static_cast<void>(co_await speaker.publish_when_room("a", std::to_string(i)));
        const std::size_t unstored = co_await speaker.finish(event::clock::now() + patience);
        left.push_back(unstored);
        told.notify();
    }

    script wait_until(std::function<bool()> condition) {
        while (!condition())
            static_cast<void>(co_await told.wait());
    }

    /// Kills the hub, and starts it again once everybody has lost it and not found it again.
    script kill_hub() {
        hub.child().signal(SIGKILL);
        CHECK(hub.child().wait() == -SIGKILL);
        setbacks.clear();
        const auto all_without = [this] {
            return setbacks.size() == publishers + 1 &&
                   std::ranges::all_of(setbacks, [](const auto& of) { return of.second >= 2; });
        };
        co_await wait_until(all_without);
        hub.restart();
    }
};

} // namespace

TEST_CASE("over a hub's kill -9 every message comes once and in order", "[integration]") {
    busy_hub busy;
    const auto story = [&]() -> script {
        for (std::uint64_t kill = 1; kill <= kills; ++kill) {
            const auto condition = [&] {
                return busy.offsets.size() >= messages_all * kill / (kills + 1);
            };
            co_await busy.wait_until(condition);
            CHECK(busy.left.empty());
            co_await busy.kill_hub();
        }
        const auto all_said_and_heard = [&] {
            return busy.left.size() == publishers && busy.offsets.size() >= messages_all;
        };
        co_await busy.wait_until(all_said_and_heard);
    };
    run_coroutine(busy.loop, story());
    CHECK(busy.left == std::vector<std::size_t>(publishers, 0));
    CHECK(busy.gaps == 0);
    std::vector<offset> each_once;
    std::vector<std::string> in_order;
    for (std::uint64_t i = 1; i <= messages_all; ++i)
        each_once.push_back(offset{i});
    for (std::uint64_t i = 1; i <= messages_each; ++i)
        in_order.push_back(std::to_string(i));
    CHECK((busy.offsets == each_once)); // in parentheses: thousands of them are not to be printed
    REQUIRE(busy.payloads.size() == publishers);
    for (const auto& [source, said] : busy.payloads)
        CHECK((said == in_order));
}
