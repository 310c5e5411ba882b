#pragma once

// The hub: owns every part and connects them.

#include "access/gatekeeper.hpp"
#include "access/origin_policy.hpp"
#include "access/tls_server.hpp"
#include "access/watched_file.hpp"
#include "async/stopping.hpp"
#include "async/task_group.hpp"
#include "async/time_wheel.hpp"
#include "async/turnstile.hpp"
#include "broadcast/flush_queue.hpp"
#include "broadcast/router.hpp"
#include "faults/fault_switch.hpp"
#include "history/history.hpp"
#include "http/routes.hpp"
#include "http/web_files.hpp"
#include "hub/connection.hpp"
#include "hub/entrance.hpp"
#include "hub/listener.hpp"
#include "hub/metrics_page.hpp"
#include "hub/options.hpp"
#include "metrics/ledger.hpp"
#include "publish/publisher_session.hpp"
#include "subscribe/subscriber_registry.hpp"
#include "subscribe/ws_session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace crier {

using reread_options = std::function<std::variant<hub_options, int>()>;

/// Everything runs on the one thread of the io_context. Once constructed, connections queue up;
/// run() serves them.
class hub {
public:
    /// Binds both addresses; throws std::runtime_error where that can't be done.
    /// `reread`: yields the options as they are given now, or the status that a bad one would end
    /// the program with.
    hub(boost::asio::io_context& loop, const hub_options& options, reread_options reread,
        spdlog::logger& log);

    /// Serves until stop() is called, then drains: tells everybody, waits for what they still
    /// have to say and hear, at most for the drain timeout, and returns when nobody is left.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    /// Reads the options, keys, permissions and certificates anew, takes what can be changed while
    /// it runs, and logs what can't.
    void reload();

    /// The line that says where the hub can be reached.
    [[nodiscard]] std::string ready_line() const;

private:
    [[nodiscard]] publisher_context for_publishers(const hub_options& options);
    [[nodiscard]] subscriber_context for_subscribers(const hub_options& options);
    [[nodiscard]] http_context for_http(const hub_options& options);
    [[nodiscard]] boost::asio::awaitable<void> serve_publisher(boost::asio::ip::tcp::socket socket);
    [[nodiscard]] boost::asio::awaitable<void> serve_web(boost::asio::ip::tcp::socket socket);
    [[nodiscard]] boost::asio::awaitable<void> serve_metrics(boost::asio::ip::tcp::socket socket);
    [[nodiscard]] boost::asio::awaitable<void> look_after_files();
    [[nodiscard]] boost::asio::awaitable<void> settle_presence();
    [[nodiscard]] boost::asio::awaitable<void> watch_lag();
    void deliver(std::span<const message_ptr> stored);
    void apply(const hub_options& next);
    void report(const refresh_report& refreshed);
    [[nodiscard]] task_group::failure_handler log_failure();
    [[nodiscard]] connection_totals count_connections() const;

    spdlog::logger& log_;
    boost::asio::any_io_executor executor_;
    std::chrono::steady_clock::duration drain_timeout_;
    std::chrono::steady_clock::duration drain_delay_;
    std::map<std::string, std::string> given_; ///< as in hub_options
    reread_options reread_;
    std::optional<watched_file> config_; ///< nothing: there is no such file
    event stop_requested_;
    std::string failure_; ///< why it stops, where nobody told it to
    stopping stop_;
    limit_book limits_;
    ledger ledger_;
    std::unique_ptr<history> history_;
    std::uint64_t payload_bytes_max_; ///< what the options and the history allow
    gatekeeper keeper_;
    origin_policy origins_;
    router router_;
    std::unique_ptr<fault_switch> faults_; ///< nothing: without --enable-faults
    loop_record loop_record_;
    flush_queue flushes_;
    time_wheel wheel_;
    turnstile turns_;
    web_files files_;
    publisher_registry publisher_registry_;
    presence presence_;
    subscriber_registry subscriber_registry_;
    std::string web_session_; ///< of whoever publishes over HTTP or WebSocket and names none
    publisher_context publisher_context_;
    subscriber_context subscriber_context_;
    http_context http_context_;
    http_context metrics_context_;
    web_context web_context_;
    connection_limits connection_limits_;
    std::unique_ptr<tls_server> tls_; ///< nothing: the ports are plain
    entrance_context entrance_context_;
    entrance publish_entrance_;
    entrance web_entrance_;
    listener publish_listener_;
    listener web_listener_;
    std::unique_ptr<listener> metrics_listener_; ///< nothing: the web address has them too
    // Last, so that they are destroyed first: what runs in them refers to all of the above.
    task_group loops_;
    task_group publishers_;
    task_group web_connections_;
};

} // namespace crier
