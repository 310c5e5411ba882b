#pragma once

// What a connection passes between being accepted and being served.

#include "access/connection_limits.hpp"
#include "access/limits.hpp"
#include "access/tls_server.hpp"
#include "async/stopping.hpp"
#include "async/transport.hpp"
#include "metrics/ledger.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Which of the hub's addresses.
enum class door { publish, web };

/// What the hub's addresses share; it outlives them.
struct entrance_context {
    connection_limits& places;
    limit_book& limits;
    const tls_server* tls; ///< nothing where the connections are plain
    stopping& stop;
    spdlog::logger& log;
    std::uint64_t accepted = 0; ///< connections: the next is called one more
};

/// One of the hub's addresses as its clients meet it: with TLS, where there is any.
class entrance {
public:
    entrance(door kind, entrance_context& context) : kind_{kind}, context_{context} {}

    /// A connection that may be served; nothing where it may not, and was told so.
    [[nodiscard]] boost::asio::awaitable<std::optional<transport>>
    admit(boost::asio::ip::tcp::socket accepted);

    /// Who was turned away since the start, by why.
    [[nodiscard]] const refusal_counts& turned_away() const noexcept { return turned_away_; }

private:
    [[nodiscard]] boost::asio::awaitable<bool> secure(transport& connection);
    [[nodiscard]] boost::asio::awaitable<void> turn_away(transport& connection, const refusal& why);
    [[nodiscard]] std::string answer(const refusal& why) const;
    void note_turned_away(const transport& connection, const refusal& why);

    door kind_;
    entrance_context& context_;
    refusal_counts turned_away_;
    std::chrono::steady_clock::time_point quiet_until_; ///< nothing is logged about it
};

} // namespace crier
