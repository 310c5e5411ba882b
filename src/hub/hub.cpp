#include "hub/hub.hpp"

#include "async/completion.hpp"
#include "http/http_session.hpp"
#include "hub/reload.hpp"
#include "hub/subscription_feed.hpp"
#include "hub/version.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/steady_timer.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using clock = event::clock;
using namespace std::chrono_literals;

// What cancelled sessions may take to unwind.
constexpr auto cancel_deadline = 5s;
// What publishers may take to come back to a hub that was restarted.
constexpr auto return_time = 30s;
// How long one subscriber leaves after another.
constexpr auto leaving_pause = 500us;
// How often it is looked how late the loop is.
constexpr auto lag_interval = 250ms;

/// How exactly heartbeats and pings come.
clock::duration wheel_tick(clock::duration heartbeat) {
    return std::min<clock::duration>(heartbeat / 15, 1s);
}

/// With no cap, what the system's descriptors allow, but for some that the hub needs itself: who
/// comes then is told so, rather than left waiting.
limits bounded(limits wanted) {
    constexpr rlim_t own = 64;
    rlimit allowed{};
    auto& in_all = wanted.connections.in_all;
    if (in_all == 0 && ::getrlimit(RLIMIT_NOFILE, &allowed) == 0 && allowed.rlim_cur > 2 * own)
        in_all = allowed.rlim_cur - own;
    return wanted;
}

/// Many subscribers that leave at once come back at once.
clock::duration leaving_time(std::size_t subscribers, clock::duration drain_timeout) {
    const auto spread = std::min<clock::duration>(subscribers * leaving_pause, drain_timeout / 2);
    return spread < 1s ? clock::duration::zero() : spread;
}

std::optional<watched_file> watch_config(const std::string& path) {
    if (path.empty())
        return std::nullopt;
    watched_file out{path};
    std::ignore = out.changed(); // what it is now was read
    return out;
}

std::unique_ptr<listener> open_metrics(const asio::any_io_executor& executor,
                                       const std::optional<host_port>& address) {
    return address ? std::make_unique<listener>(executor, *address, "--metrics-address") : nullptr;
}

std::unique_ptr<fault_switch> open_faults(const asio::any_io_executor& executor, bool wanted,
                                          spdlog::logger& log) {
    return wanted ? std::make_unique<fault_switch>(executor, log) : nullptr;
}

std::unique_ptr<tls_server> open_tls(const tls_files& files) {
    return files.certificate.empty() ? nullptr : std::make_unique<tls_server>(files);
}

} // namespace

hub::hub(asio::io_context& loop, const hub_options& options, reread_options reread,
         spdlog::logger& log)
    : log_{log},
      executor_{loop.get_executor()},
      drain_timeout_{options.drain_timeout},
      drain_delay_{options.drain_delay},
      given_{options.given},
      reread_{std::move(reread)},
      config_{watch_config(options.config_file)},
      stop_requested_{loop.get_executor()},
      limits_{bounded(options.limits)},
      history_{open_history(loop.get_executor(), ledger_, options.history, log)},
      payload_bytes_max_{std::min(options.payload_bytes_max, history_->payload_bytes_max().value_or(
                                                                 options.payload_bytes_max))},
      keeper_{options.access},
      origins_{options.allowed_origins, options.local_only},
      router_{ledger_, history_->epoch(), history_->recent().last(),
              options.compress_from > 0 ? options.compress_from : compress_never},
      faults_{open_faults(loop.get_executor(), options.faults, log)},
      flushes_{loop.get_executor()},
      wheel_{wheel_tick(options.heartbeat)},
      turns_{loop.get_executor()},
      files_{options.web_root},
      presence_{loop.get_executor(), *history_, limits_.set, options.presence},
      web_session_{random_id()},
      publisher_context_{for_publishers(options)},
      subscriber_context_{for_subscribers(options)},
      http_context_{for_http(options)},
      metrics_context_{http_context_},
      web_context_{http_context_, subscriber_context_},
      connection_limits_{limits_},
      tls_{open_tls(options.tls)},
      entrance_context_{connection_limits_, limits_, tls_.get(), stop_, log},
      publish_entrance_{door::publish, entrance_context_},
      web_entrance_{door::web, entrance_context_},
      publish_listener_{loop.get_executor(), options.publish_address, "--publish-address"},
      web_listener_{loop.get_executor(), options.web_address, "--web-address"},
      metrics_listener_{open_metrics(loop.get_executor(), options.metrics_address)},
      loops_{loop.get_executor(), log_failure()},
      publishers_{loop.get_executor(), log_failure()},
      web_connections_{loop.get_executor(), log_failure()} {
    metrics_context_.only_metrics = true;
    if (payload_bytes_max_ < options.payload_bytes_max) {
        log_.warn("payloads may have {} bytes and not {}: the history takes no more",
                  payload_bytes_max_, options.payload_bytes_max);
    }
    history_->on_committed([this](std::span<const message_ptr> stored) { deliver(stored); });
    history_->on_failed([this](const std::string& why) {
        failure_ = why;
        stop();
    });
}

publisher_context hub::for_publishers(const hub_options& options) {
    auto open_feed = [this](std::uint64_t id, const std::string& address, const admission& admitted,
                            event& wake) {
        return std::make_unique<subscription_feed>(subscriber_context_, id, address, admitted,
                                                   wake);
    };
    return {.history = *history_,
            .book = ledger_,
            .registry = publisher_registry_,
            .presence = presence_,
            .keeper = keeper_,
            .stop = stop_,
            .limits = limits_,
            .log = log_,
            .hub_name = options.name,
            .version = std::string{version},
            .payload_bytes_max = payload_bytes_max_,
            .write_deadline = options.write_deadline,
            .open_feed = std::move(open_feed),
            .faults = faults_.get()};
}

subscriber_context hub::for_subscribers(const hub_options& options) {
    return {.history = *history_,
            .router = router_,
            .book = ledger_,
            .registry = subscriber_registry_,
            .flushes = flushes_,
            .stop = stop_,
            .limits = limits_,
            .sessions = web_connections_,
            .wheel = wheel_,
            .turns = turns_,
            .log = log_,
            .hub_name = options.name,
            .version = std::string{version},
            .session = web_session_,
            .heartbeat = options.heartbeat,
            .write_deadline = options.write_deadline,
            .outbox_bytes_max = options.outbox_bytes_max,
            .payload_bytes_max = payload_bytes_max_,
            .compression = options.compress_from > 0,
            .faults = faults_.get()};
}

http_context hub::for_http(const hub_options& options) {
    auto subscribers = [this] {
        return subscriber_registry_.report();
    };
    auto metrics = [this] {
        return compose_metrics(
            {*history_, ledger_, limits_, connection_limits_, subscriber_registry_, loop_record_},
            count_connections());
    };
    return {.history = *history_,
            .book = ledger_,
            .stop = stop_,
            .limits = limits_,
            .files = files_,
            .keeper = keeper_,
            .origins = origins_,
            .log = log_,
            .insecure = options.insecure,
            .hubs = options.hubs,
            .hub_name = options.name,
            .version = std::string{version},
            .session = web_session_,
            .started = clock::now(),
            .bounds = {payload_bytes_max_, options.outbox_bytes_max, options.history.kept},
            .connections = [this] { return count_connections(); },
            .metrics = std::move(metrics),
            .publishers = [this] { return presence_.report(); },
            .subscribers = std::move(subscribers),
            .faults = faults_.get()};
}

asio::awaitable<void> hub::run() {
    loops_.spawn(publish_listener_.run(
        publishers_, [this](tcp::socket socket) { return serve_publisher(std::move(socket)); },
        limits_, log_));
    loops_.spawn(web_listener_.run(
        web_connections_, [this](tcp::socket socket) { return serve_web(std::move(socket)); },
        limits_, log_));
    if (metrics_listener_) {
        loops_.spawn(metrics_listener_->run(
            web_connections_,
            [this](tcp::socket socket) { return serve_metrics(std::move(socket)); }, limits_,
            log_));
    }
    loops_.spawn(look_after_files());
    loops_.spawn(watch_lag());
    loops_.spawn(settle_presence());
    loops_.spawn(wheel_.run());
    if (faults_)
        loops_.spawn(faults_->run());
    log_.info("serving name={} publish={} web={} epoch={}", publisher_context_.hub_name,
              publish_listener_.local_address(), web_listener_.local_address(),
              history_->epoch().text());

    std::ignore = co_await stop_requested_.wait();
    log_.info("stopping publishers={} subscribers={}", presence_.size(),
              subscriber_registry_.size());
    stop_.announce();
    if (faults_)
        faults_->stop();
    std::ignore = co_await stop_requested_.wait_until(clock::now() + drain_delay_);
    publish_listener_.close();
    web_listener_.close();
    if (metrics_listener_)
        metrics_listener_->close();
    presence_.silence();
    stop_.request(leaving_time(subscriber_registry_.size(), drain_timeout_));
    const auto deadline = clock::now() + drain_timeout_;
    const bool publishers_done = co_await publishers_.wait_until(deadline);
    const bool subscribers_done = co_await web_connections_.wait_until(deadline);
    if (!publishers_done || !subscribers_done) {
        log_.warn("drain timeout: cutting off publishers={} web_connections={}", publishers_.size(),
                  web_connections_.size());
    }
    for (task_group* group : {&publishers_, &web_connections_, &loops_}) {
        group->cancel();
        std::ignore = co_await group->wait_until(clock::now() + cancel_deadline);
    }
    log_.info("stopped messages={}", history_->recent().last().value);
    if (!failure_.empty())
        throw std::runtime_error{failure_};
}

asio::awaitable<void> hub::serve_publisher(tcp::socket socket) {
    auto connection = co_await publish_entrance_.admit(std::move(socket));
    if (connection)
        co_await run_publisher(std::move(*connection), publisher_context_);
}

asio::awaitable<void> hub::serve_web(tcp::socket socket) {
    auto connection = co_await web_entrance_.admit(std::move(socket));
    if (connection)
        co_await run_web_connection(std::move(*connection), web_context_);
}

/// Plain, and for whoever can reach the address: it says nothing of what is published.
asio::awaitable<void> hub::serve_metrics(tcp::socket socket) {
    http_session session{transport{std::move(socket)}, metrics_context_};
    std::ignore = co_await session.serve();
}

/// What is delivered leaves at the end of the turn, just before what is posted here now.
void hub::deliver(std::span<const message_ptr> stored) {
    if (faults_)
        faults_->hand_out(stored, [this](auto one) { router_.deliver(one); });
    else
        router_.deliver(stored);
    asio::post(executor_, [this, accepted = stored.front()->time, n = stored.size()] {
        const std::chrono::duration<double> took = now() - accepted;
        loop_record_.publish_to_socket.observe(std::max(took.count(), 0.0), n);
    });
}

asio::awaitable<void> hub::watch_lag() {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        timer.expires_after(lag_interval);
        const auto [ec] = co_await timer.async_wait(as_result);
        if (ec)
            co_return;
        const std::chrono::duration<double> late = clock::now() - timer.expiry();
        loop_record_.lag.observe(late.count());
    }
}

connection_totals hub::count_connections() const {
    refusal_counts turned_away = publish_entrance_.turned_away();
    turned_away.add(web_entrance_.turned_away());
    return {presence_.size(), subscriber_registry_.size(), subscriber_registry_.total(),
            std::move(turned_away)};
}

void hub::reload() {
    const auto read = reread_();
    if (const auto* next = std::get_if<hub_options>(&read))
        apply(*next);
    else
        log_.error("the settings stay as they were: a new one is bad");
    report(keeper_.refresh());
    if (tls_)
        report(tls_->refresh());
}

void hub::apply(const hub_options& next) {
    std::string taken;
    std::string ignored;
    for (const std::string& flag : changed_flags(given_, next.given)) {
        std::string& list = is_reloadable(flag) ? taken : ignored;
        list += (list.empty() ? "" : ",") + flag;
    }
    given_ = next.given;
    limits_.set = bounded(next.limits);
    log_.set_level(spdlog::level::from_str(next.log.level));
    log_.info("settings read again changed={}", taken.empty() ? "none" : taken);
    if (!ignored.empty())
        log_.warn("these settings are read at the start only; restart the hub for them: {}",
                  ignored);
}

void hub::stop() {
    stop_requested_.notify();
}

std::string hub::ready_line() const {
    std::string out = "crier-hub ready publish=" + publish_listener_.local_address() +
                      (tls_ ? " web=https://" : " web=http://") + web_listener_.local_address();
    if (metrics_listener_)
        out += " metrics=http://" + metrics_listener_->local_address();
    return out;
}

asio::awaitable<void> hub::look_after_files() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (;;) {
        timer.expires_after(1s);
        const auto [ec] = co_await timer.async_wait(as_result);
        if (ec)
            co_return;
        history_->trim();
        if (config_ && config_->changed())
            reload();
        report(keeper_.refresh());
        if (tls_)
            report(tls_->refresh());
    }
}

asio::awaitable<void> hub::settle_presence() {
    asio::steady_timer timer{co_await asio::this_coro::executor, return_time};
    const auto [ec] = co_await timer.async_wait(as_result);
    if (!ec)
        co_await presence_.settle();
}

void hub::report(const refresh_report& refreshed) {
    for (const std::string& what : refreshed.reloaded)
        log_.info("{}", what);
    for (const std::string& what : refreshed.wrong)
        log_.error("{}", what);
}

task_group::failure_handler hub::log_failure() {
    return [this](const std::exception_ptr& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log_.error("a session failed, which is a bug in the hub: {}", error.what());
        } catch (...) {
            log_.error("a session failed, which is a bug in the hub");
        }
    };
}

} // namespace crier
