#pragma once

// The sources in whose names the bridge publishes in the hub, each with a connection of its own.

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "mqtt/bridge_counts.hpp"

#include <crier/connection_options.hpp>
#include <crier/message.hpp>
#include <crier/publisher.hpp>

#include <spdlog/logger.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crier {

/// It belongs to the loop's thread.
class speakers {
public:
    struct limits {
        std::size_t sources_max = 0; ///< whose connections are kept
        std::size_t messages_max = 0;
        std::size_t bytes_max = 0; ///< both: what one may have that isn't stored yet
    };

    struct identity {
        std::string source;
        std::string session; ///< empty: one that is chosen by chance
    };

    /// `first` is connected at once and for good: it tells whether the hub is there.
    speakers(const boost::asio::any_io_executor& executor, connection_options hub,
             const identity& first, const limits& at_most, spdlog::logger& logger);
    ~speakers();
    speakers(const speakers&) = delete;
    speakers& operator=(const speakers&) = delete;

    /// Takes a message to be stored. One that no hub would take is told in the log and dropped:
    /// false.
    bool publish(const std::string& source, std::string_view topic, std::string_view payload);

    /// Returns once all that was taken has been stored (or refused): true; or when the deadline has
    /// passed, or the hub has refused a source: false.
    [[nodiscard]] boost::asio::awaitable<bool> stored_by(event::clock::time_point deadline);

    /// Returns once there is a connection, which may be lost by then.
    [[nodiscard]] boost::asio::awaitable<void> connected();

    /// The publisher of the first: its session, and how far it is.
    [[nodiscard]] const publisher& first() const { return *speakers_.at(first_).publisher; }

    /// Returns once the hub has refused a source for good, with why.
    [[nodiscard]] boost::asio::awaitable<refusal> refused();

    /// Lets all connections end and waits for that.
    [[nodiscard]] boost::asio::awaitable<void> close();

    [[nodiscard]] std::size_t unacknowledged() const noexcept;
    /// What publish() was given, and became of it: refused by the hub, or by publish() itself.
    [[nodiscard]] traffic counts() const noexcept;
    /// The first's connection.
    [[nodiscard]] const link_record& link() const noexcept { return link_; }

private:
    struct speaker {
        std::shared_ptr<crier::publisher> publisher; ///< shared with its run()
        std::map<std::uint64_t, std::string> topics; ///< by number, of what isn't stored yet
        std::list<std::string>::iterator used;
    };

    [[nodiscard]] speaker& speaker_of(const std::string& source);
    speaker& add(const identity& who);
    void make_room();
    [[nodiscard]] publisher_handlers handlers_of(const std::string& source);
    [[nodiscard]] boost::asio::awaitable<void> run(std::string source,
                                                   std::shared_ptr<publisher> speaking);
    void drop(const std::string& source, std::string_view topic, const refusal& why);

    boost::asio::any_io_executor executor_;
    connection_options hub_;
    std::string first_;
    limits limits_;
    spdlog::logger& logger_;
    std::map<std::string, speaker, std::less<>> speakers_;
    std::list<std::string> used_; ///< the one that has been silent longest is first
    traffic counts_;              ///< acknowledged: by speakers that are gone
    link_record link_;
    std::optional<refusal> refusal_;
    event connected_;
    event refused_;
    task_group group_;
};

} // namespace crier
