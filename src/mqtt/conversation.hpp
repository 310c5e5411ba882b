#pragma once

// What is said on one connection to the broker.

#include "async/event.hpp"
#include "mqtt/bridge_counts.hpp"
#include "mqtt/broker_link.hpp"
#include "mqtt/deliveries.hpp"
#include "mqtt/options.hpp"
#include "mqtt/returns.hpp"
#include "mqtt/speakers.hpp"
#include "mqtt/state_file.hpp"

#include <spdlog/logger.h>

#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace crier {

/// A window ends when it has so many bytes, however few messages those are.
inline constexpr std::size_t conversation_bytes_max = std::size_t{8} * 1024 * 1024;

/// Takes a window of messages, waits until the hub has stored all of them, lets the
/// acknowledgements go, and takes the next: what the broker is told to be taken is stored.
class conversation {
public:
    /// That the bridge is to stop: nothing more is taken.
    struct stop {
        explicit stop(const boost::asio::any_io_executor& executor) : wanted{executor} {}
        bool requested = false;
        event::clock::time_point at;
        event wanted;
    };

    /// What outlives it.
    struct parts {
        const mqtt_options& options;
        crier::speakers& speakers;
        crier::returns& returns;
        crier::deliveries& deliveries;
        state_file& file;
        conversation::stop& stopping;
        link_record& link; ///< to the broker
        spdlog::logger& logger;
    };

    struct end {
        std::optional<broker_failure> failure; ///< nothing: it was told to stop
        bool was_subscribed = false;
        bool was_useful = false; ///< something was acknowledged, by either side
    };

    explicit conversation(const parts& with);

    /// It blocks. Thread: a worker, before run().
    [[nodiscard]] std::optional<broker_failure> connect() { return link_.connect(); }

    /// To be awaited once, after connect().
    [[nodiscard]] boost::asio::awaitable<end> run();

private:
    using descriptor = boost::asio::posix::stream_descriptor;
    using outcome = std::optional<broker_failure>;

    [[nodiscard]] boost::asio::awaitable<outcome> talk();
    [[nodiscard]] boost::asio::awaitable<outcome> write_all();
    [[nodiscard]] boost::asio::awaitable<void> wait_for_something();
    [[nodiscard]] outcome take_window();
    [[nodiscard]] boost::asio::awaitable<bool> all_stored();
    [[nodiscard]] boost::asio::awaitable<outcome> leave();
    [[nodiscard]] boost::asio::awaitable<void> read_to_end();
    [[nodiscard]] event::clock::time_point farewell_ends() const;
    [[nodiscard]] broker_handlers handlers();
    void take(const broker_message& message);
    [[nodiscard]] bool is_new(const broker_message& message);
    void write_file();
    void note_subscribed();

    parts parts_;
    broker_link link_;
    std::optional<descriptor> socket_;
    event::clock::time_point subscribed_by_;
    bool is_subscribed_ = false;
    bool is_useful_ = false;
    std::size_t taken_ = 0; ///< since the last window
    std::size_t taken_bytes_ = 0;
    bool told_of_foreign_ = false;
    bool told_of_file_ = false;
};

} // namespace crier
