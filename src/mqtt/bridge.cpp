#include "mqtt/bridge.hpp"

#include "async/completion.hpp"
#include "async/event.hpp"
#include "async/worker.hpp"
#include "client/backoff.hpp"
#include "mqtt/conversation.hpp"
#include "mqtt/returns.hpp"
#include "mqtt/speakers.hpp"
#include "mqtt/state_file.hpp"
#include "mqtt/status_page.hpp"
#include "mqtt/status_server.hpp"
#include "options/listening.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <bit>
#include <csignal>
#include <cstdlib>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr int status_ok = 0;
constexpr int status_failed = 1;

constexpr auto backoff_base = 100ms;
constexpr auto backoff_cap = 10'000ms;
/// After a connection that ended soon, but on which something was acknowledged: on a bad line much
/// gets through by many connections, and little by few.
constexpr auto relapse_cap = 1'000ms;

/// A broker that ends connections soon mustn't be met with attempts in a tight loop.
constexpr auto lasting_age = 5s;
/// After so many in a row it is said what may be wrong.
constexpr int short_lived_many = 3;

/// How many messages may have been stored and not acknowledged, as far as the broker knows: those
/// of the window, and of the one before, whose acknowledgements may have been lost with a
/// connection.
std::size_t remembered_of(const mqtt_options& options) {
    return 2 * static_cast<std::size_t>(options.window);
}

/// In memory more are remembered: not every broker keeps to the window. Ids go round after 65,535.
constexpr std::size_t remembered_max = 20'000;

/// One connection to the broker after the other.
class bridge {
public:
    /// `listening`: for metrics and probes, where they are wanted.
    bridge(const asio::any_io_executor& executor, const mqtt_options& options, state_file& file,
           std::optional<tcp::acceptor> listening, spdlog::logger& logger)
        : options_{options},
          file_{file},
          logger_{logger},
          connecting_{executor},
          speakers_{executor, connection_to_hub(options), identity_of(options, file),
                    limits_of(options), logger},
          returns_{executor,        connection_to_hub(options),
                   options.to_mqtt, file.state().returned,
                   options.mapping, logger},
          deliveries_{remembered_max},
          stopping_{executor},
          delays_{backoff_base, backoff_cap, random_bits()},
          relapse_delays_{backoff_base, relapse_cap, random_bits()},
          status_{open_status(std::move(listening))} {}

    [[nodiscard]] asio::awaitable<int> run();

private:
    [[nodiscard]] static speakers::limits limits_of(const mqtt_options& options) {
        speakers::limits out;
        out.sources_max = static_cast<std::size_t>(options.sources_max);
        // Never full: a conversation takes no more than its window before all is stored.
        out.messages_max = static_cast<std::size_t>(options.window) * 2 + 1000;
        out.bytes_max =
            conversation_bytes_max + 4 * static_cast<std::size_t>(options.broker.max_packet);
        return out;
    }

    [[nodiscard]] static speakers::identity identity_of(const mqtt_options& options,
                                                        const state_file& file) {
        return {options.mapping.source, file.state().session};
    }

    [[nodiscard]] std::unique_ptr<status_server>
    open_status(std::optional<tcp::acceptor> listening);
    [[nodiscard]] bridge_counts counts() const;
    [[nodiscard]] asio::awaitable<broker_failure> serve();
    void learn();
    [[nodiscard]] asio::awaitable<conversation::end> converse();
    [[nodiscard]] asio::awaitable<void> set_back(const conversation::end& ended,
                                                 event::clock::duration age);
    [[nodiscard]] asio::awaitable<void> watch_signals();
    [[nodiscard]] int farewell();

    const mqtt_options& options_;
    state_file& file_;
    spdlog::logger& logger_;
    worker connecting_;
    bool is_connecting_ = false;
    bool learned_ = false;
    speakers speakers_;
    returns returns_;
    deliveries deliveries_;
    conversation::stop stopping_;
    backoff delays_;         ///< after connections that achieved nothing
    backoff relapse_delays_; ///< after others that ended soon
    int short_lived_ = 0;    ///< connections in a row
    link_record broker_;
    std::unique_ptr<status_server> status_; ///< where it was asked for
};

std::unique_ptr<status_server> bridge::open_status(std::optional<tcp::acceptor> listening) {
    if (!listening)
        return nullptr;
    status_answers answers;
    answers.metrics = [this] {
        return compose_metrics(counts());
    };
    answers.trouble = [this] {
        return why_not_ready(counts());
    };
    return std::make_unique<status_server>(std::move(*listening), std::move(answers), logger_);
}

bridge_counts bridge::counts() const {
    bridge_counts out;
    out.to_hub = speakers_.counts();
    out.to_mqtt = returns_.counts();
    out.repeated = deliveries_.repeated();
    out.gaps = returns_.gaps();
    out.hub = speakers_.link();
    out.broker = broker_;
    out.stopping = stopping_.requested;
    return out;
}

/// Ends when it was told to stop, or with a failure that coming back can't help.
asio::awaitable<broker_failure> bridge::serve() {
    using namespace asio::experimental::awaitable_operators;
    while (!stopping_.requested) {
        // What the hub hasn't stored isn't acknowledged: the broker keeps it, and what comes.
        const auto forever = event::clock::time_point::max();
        const auto ready = co_await ((speakers_.connected() && speakers_.stored_by(forever)) ||
                                     stopping_.wanted.wait());
        if (ready.index() == 1)
            continue;
        learn();
        const auto begun = event::clock::now();
        const conversation::end ended = co_await converse();
        broker_.note_lost();
        deliveries_.cut();
        returns_.cut();
        if (ended.failure && ended.failure->hopeless)
            co_return *ended.failure;
        if (ended.failure && !stopping_.requested)
            co_await set_back(ended, event::clock::now() - begun);
    }
    co_return broker_failure{};
}

/// What an earlier run has handed to the hub, as far as the hub has stored it, isn't taken again.
void bridge::learn() {
    if (std::exchange(learned_, true))
        return;
    const bridge_state& list = file_.state();
    if (list.session.empty() || speakers_.first().session() != list.session)
        return;
    for (const handed_over& message : list.messages) {
        if (message.seq < speakers_.first().next_seq())
            deliveries_.know(message.id, message.fingerprint);
    }
    logger_.debug("going on session={} messages={}", list.session, list.messages.size());
}

asio::awaitable<conversation::end> bridge::converse() {
    using namespace asio::experimental::awaitable_operators;
    const conversation::parts parts{options_, speakers_, returns_, deliveries_,
                                    file_,    stopping_, broker_,  logger_};
    // Shared with the worker, whose call can't be interrupted.
    const auto talk = std::make_shared<conversation>(parts);
    auto connect = [talk] {
        return talk->connect();
    };
    is_connecting_ = true;
    auto attempt = connecting_.run(std::move(connect));
    auto connected = co_await (std::move(attempt) || stopping_.wanted.wait());
    conversation::end ended;
    if (connected.index() == 1)
        co_return ended;
    is_connecting_ = false;
    ended.failure = std::get<0>(connected);
    if (!ended.failure)
        ended = co_await talk->run();
    co_return ended;
}

asio::awaitable<void> bridge::set_back(const conversation::end& ended, event::clock::duration age) {
    const bool lasted = ended.was_subscribed && age >= lasting_age;
    if (lasted)
        relapse_delays_.reset();
    if (lasted || ended.was_useful)
        delays_.reset();
    short_lived_ = ended.was_subscribed && !lasted ? short_lived_ + 1 : 0;
    if (short_lived_ == short_lived_many) {
        // Not every broker tells the one that it sends away.
        logger_.error("connections to the broker end soon: has another program our client id? "
                      "client_id={}",
                      options_.broker.client_id);
    }
    const auto wait = ended.was_useful ? relapse_delays_.next() : delays_.next();
    const bool there_was_one = ended.was_subscribed || ended.was_useful;
    const auto attempts = there_was_one ? 0 : delays_.failures();
    const bool mentioned = there_was_one || std::has_single_bit(attempts);
    logger_.log(mentioned ? spdlog::level::warn : spdlog::level::debug,
                "{} broker={} attempts={} retry_in={} reason=\"{}\"",
                there_was_one ? "connection to the broker ended" : "no connection to the broker",
                options_.broker.address.text(), attempts, duration_text(wait), ended.failure->why);
    const auto until = event::clock::now() + wait;
    std::ignore = co_await stopping_.wanted.wait_until(until); // the loop asks why
}

asio::awaitable<void> bridge::watch_signals() {
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set signals{executor, SIGINT, SIGTERM};
    // The first asks to stop, the second to stop at once.
    for (int i = 0; i < 2; ++i) {
        const auto [ec, signal] = co_await signals.async_wait(as_result);
        if (ec)
            co_return;
        logger_.info("stopping signal={} unacknowledged={}", signal, speakers_.unacknowledged());
        stopping_.requested = true;
        stopping_.at = event::clock::now();
        stopping_.wanted.notify();
    }
}

asio::awaitable<int> bridge::run() {
    using namespace asio::experimental::awaitable_operators;
    logger_.info("bridging broker={} client_id={} hub={}", options_.broker.address.text(),
                 options_.broker.client_id, options_.hub.text());
    if (status_)
        logger_.info("metrics and probes are at http://{}", status_->local_address());
    const auto first =
        co_await (serve() || watch_signals() || speakers_.refused() || returns_.run());
    int status = status_failed;
    if (first.index() == 0 && std::get<0>(first).why.empty()) {
        status = farewell();
    } else if (first.index() == 0) {
        logger_.error("the broker can't be used broker={} reason=\"{}\"",
                      options_.broker.address.text(), std::get<0>(first).why);
    } else if (first.index() == 1) {
        logger_.error("ending at once unacknowledged={}", speakers_.unacknowledged());
    } else if (first.index() == 3) {
        logger_.error("the hub refuses to be followed code={} reason=\"{}\"",
                      name_of(std::get<3>(first).code), std::get<3>(first).message);
    }
    // A connection that is being made can't be interrupted: nothing is left that would need it.
    if (is_connecting_)
        std::_Exit(status);
    if (status_)
        co_await status_->close();
    co_await speakers_.close();
    co_return status;
}

int bridge::farewell() {
    const std::size_t left = speakers_.unacknowledged();
    if (left > 0 || !returns_.empty()) {
        logger_.error("ending while not everything has been stored hub={} broker={}", left,
                      returns_.size());
        return status_failed;
    }
    logger_.info("everything taken has been stored messages={} dropped={} returned={}",
                 speakers_.counts().acknowledged, speakers_.counts().refused,
                 returns_.counts().acknowledged);
    return status_ok;
}

} // namespace

asio::awaitable<int> run_bridge(const mqtt_options& options, spdlog::logger& logger) {
    const auto executor = co_await asio::this_coro::executor;
    state_file file{options.state_file, remembered_of(options)};
    if (const auto wrong = file.read()) {
        logger.error("the state file can't be used file={} reason=\"{}\"", options.state_file,
                     wrong->message);
        co_return status_failed;
    }
    std::optional<tcp::acceptor> listening;
    if (options.metrics_address)
        listening = listen_on(executor, *options.metrics_address, "--metrics-address");
    bridge bridge{executor, options, file, std::move(listening), logger};
    co_return co_await bridge.run();
}

} // namespace crier
