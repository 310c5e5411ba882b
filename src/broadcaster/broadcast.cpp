#include "broadcaster/broadcast.hpp"

#include "async/completion.hpp"
#include "async/event.hpp"
#include "options/units.hpp"
#include "protocol/clock.hpp"
#include "protocol/json_text.hpp"

#include <crier/publisher.hpp>
#include <crier/subscriber.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstdio>
#include <random>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {
namespace {

namespace asio = boost::asio;

constexpr int status_ok = 0;
constexpr int status_failed = 1;

// How long a broadcaster that was told to stop waits for the hub to store what it said.
constexpr std::chrono::seconds farewell_deadline{5};

// How long at least before asking again whether the full buffer has room.
constexpr std::chrono::milliseconds room_interval{100};

/// One line for a person to follow along.
void print_message(std::string_view topic, std::uint64_t number, std::string_view text) {
    std::string line;
    append_time(line, now());
    line.append("  ").append(topic).append("  #");
    append_number(line, number);
    line.append("  ").append(escape_control(text, false)).append("\n");
    // Whoever listens may be gone: that is no reason not to broadcast.
    std::ignore = std::fwrite(line.data(), 1, line.size(), stdout);
    std::ignore = std::fflush(stdout);
}

/// Tells how the connection fares. A hub that is away for long is mentioned ever more rarely.
publisher_handlers log_handlers(const broadcaster_options& options, spdlog::logger& logger) {
    const std::string hub = options.hub.text();
    publisher_handlers handlers;
    handlers.connected = [hub, &logger](const std::string& name) {
        logger.info("connected hub={} name={}", hub, name);
    };
    handlers.disconnected = [hub, &logger](const publisher_setback& setback) {
        const auto retry = duration_text(setback.retry_in);
        if (setback.was_connected) {
            logger.warn("connection lost hub={} retry_in={} reason=\"{}\"", hub, retry,
                        setback.why.message);
            return;
        }
        const bool mentioned = std::has_single_bit(setback.attempts) &&
                               (setback.attempts == 1 || setback.attempts >= 8);
        logger.log(mentioned ? spdlog::level::warn : spdlog::level::debug,
                   "no connection hub={} attempts={} retry_in={} reason=\"{}\"", hub,
                   setback.attempts, retry, setback.why.message);
    };
    handlers.refused = [&logger](std::uint64_t number, const refusal& why) {
        logger.error("the hub refused a message number={} code={} reason=\"{}\"", number,
                     name_of(why.code), why.message);
    };
    return handlers;
}

/// What is said, when, and how it ends.
class broadcast {
public:
    broadcast(const asio::any_io_executor& executor, const broadcaster_options& options,
              spdlog::logger& logger)
        : options_{options},
          logger_{logger},
          publisher_{executor, hub_options(options), log_handlers(options, logger)},
          manner_{options.begin_with},
          attention_{executor},
          random_{options.seed ? *options.seed : std::random_device{}()} {
        if (!options.control.empty())
            control_.emplace(executor, control_options(options), control_handlers());
    }

    [[nodiscard]] asio::awaitable<int> run();

private:
    [[nodiscard]] static connection_options connection_to(const broadcaster_options& options) {
        connection_options out;
        out.host = options.hub.host;
        out.port = options.hub.port;
        out.token_file = options.token_file;
        out.tls = options.tls;
        return out;
    }
    [[nodiscard]] static publisher_options hub_options(const broadcaster_options& options) {
        publisher_options out;
        static_cast<connection_options&>(out) = connection_to(options);
        out.source = options.source;
        return out;
    }
    [[nodiscard]] static subscriber_options control_options(const broadcaster_options& options) {
        subscriber_options out;
        static_cast<connection_options&>(out) = connection_to(options);
        out.filters = {options.control};
        return out;
    }
    [[nodiscard]] subscriber_handlers control_handlers();

    [[nodiscard]] asio::awaitable<void> speak();
    [[nodiscard]] asio::awaitable<void> farewell();
    [[nodiscard]] asio::awaitable<void> wait_for_stop();
    [[nodiscard]] asio::awaitable<void> watch_signals();
    [[nodiscard]] asio::awaitable<void> listen();
    void obey(const message& command);
    [[nodiscard]] bool say();
    [[nodiscard]] std::chrono::microseconds interval();

    const broadcaster_options& options_;
    spdlog::logger& logger_;
    publisher publisher_;
    std::optional<subscriber> control_;
    manner manner_;
    bool manner_changed_ = false;
    bool stopping_ = false;
    event attention_; ///< for speak(): one of these two
    std::mt19937_64 random_;
    std::uint64_t said_ = 0;
    bool full_ = false;
};

std::chrono::microseconds broadcast::interval() {
    std::uniform_int_distribution<std::chrono::microseconds::rep> length{
        manner_.min_interval.count(), manner_.max_interval.count()};
    return std::chrono::microseconds{length(random_)};
}

bool broadcast::say() {
    const auto number = publisher_.publish(options_.topic, manner_.text);
    if (!number) {
        const refusal why = number.error();
        if (!std::exchange(full_, true))
            logger_.warn("saying nothing new until there is room reason=\"{}\"", why.message);
        return false;
    }
    if (std::exchange(full_, false))
        logger_.info("there is room again unacknowledged={}", publisher_.unacknowledged());
    ++said_;
    print_message(options_.topic, *number, manner_.text);
    return true;
}

asio::awaitable<void> broadcast::speak() {
    auto last = event::clock::now();
    auto due = last;
    while (!stopping_ && said_ != options_.count) {
        if (std::exchange(manner_changed_, false))
            due = last + interval();
        if (manner_.paused || event::clock::now() < due) {
            const auto until = manner_.paused ? event::clock::time_point::max() : due;
            std::ignore = co_await attention_.wait_until(until); // the loop asks why
            continue;
        }
        const bool said = say();
        auto pause = interval();
        if (!said)
            pause = std::max<std::chrono::microseconds>(pause, room_interval);
        last = event::clock::now();
        due = last + pause;
    }
    co_await farewell();
}

/// Where everything has been said, waits for as long as it takes, unless told to stop.
asio::awaitable<void> broadcast::farewell() {
    using namespace asio::experimental::awaitable_operators;
    if (!stopping_)
        co_await (publisher_.flush_until(event::clock::time_point::max()) || wait_for_stop());
    std::ignore = co_await publisher_.finish(event::clock::now() + farewell_deadline);
}

asio::awaitable<void> broadcast::wait_for_stop() {
    while (!stopping_)
        std::ignore = co_await attention_.wait();
}

/// A hub that refuses the control topic doesn't silence the broadcaster.
asio::awaitable<void> broadcast::listen() {
    const auto executor = co_await asio::this_coro::executor;
    if (control_) {
        const refusal why = co_await control_->run();
        if (why.code != errc::closed) { // which is how stopping ends it
            logger_.error("no commands are obeyed topic={} code={} reason=\"{}\"", options_.control,
                          name_of(why.code), why.message);
        }
    }
    event never{executor};
    std::ignore = co_await never.wait();
}

subscriber_handlers broadcast::control_handlers() {
    subscriber_handlers handlers;
    handlers.message = [this](const message& command) {
        obey(command);
    };
    handlers.missed = [this](const missed_messages& missed) {
        logger_.warn("commands may have been missed topic={} after={} before={}", options_.control,
                     missed.after.value, missed.before.value);
    };
    handlers.connected = [this](const std::string& /*hub*/) {
        logger_.info("obeying commands topic={}", options_.control);
    };
    return handlers;
}

void broadcast::obey(const message& command) {
    auto changed = obey_command(manner_, command.payload);
    if (!changed) {
        logger_.warn("command ignored topic={} offset={} source={} reason=\"{}\"", command.topic,
                     command.offset.value, command.source, changed.error().message);
        return;
    }
    manner_ = std::move(*changed);
    manner_changed_ = true;
    attention_.notify();
    logger_.info("command obeyed offset={} source={} min_interval={} max_interval={} paused={}",
                 command.offset.value, command.source, duration_text(manner_.min_interval),
                 duration_text(manner_.max_interval), manner_.paused);
}

asio::awaitable<void> broadcast::watch_signals() {
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set signals{executor, SIGINT, SIGTERM};
    // The first asks to stop, the second to stop at once.
    for (int i = 0; i < 2; ++i) {
        const auto [ec, signal] = co_await signals.async_wait(as_result);
        if (ec)
            co_return;
        logger_.info("stopping signal={} unacknowledged={}", signal, publisher_.unacknowledged());
        stopping_ = true;
        attention_.notify();
    }
}

asio::awaitable<int> broadcast::run() {
    using namespace asio::experimental::awaitable_operators;
    logger_.info("speaking source={} topic={} hub={}", options_.source, options_.topic,
                 options_.hub.text());
    const auto first = co_await (speak() || publisher_.run() || watch_signals() || listen());
    if (first.index() == 1 && std::get<1>(first).code != errc::closed) {
        const refusal& why = std::get<1>(first);
        logger_.error("the hub refuses us hub={} code={} reason=\"{}\"", options_.hub.text(),
                      name_of(why.code), why.message);
        co_return status_failed;
    }
    if (const std::size_t left = publisher_.unacknowledged(); left > 0) {
        logger_.error("ending while the hub has not stored everything hub={} unacknowledged={}",
                      options_.hub.text(), left);
        co_return status_failed;
    }
    logger_.info("everything said has been stored messages={}", publisher_.acknowledged());
    co_return status_ok;
}

} // namespace

asio::awaitable<int> run_broadcast(const broadcaster_options& options, spdlog::logger& logger) {
    const auto executor = co_await asio::this_coro::executor;
    broadcast broadcast{executor, options, logger};
    co_return co_await broadcast.run();
}

} // namespace crier
