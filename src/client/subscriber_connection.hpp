#pragma once

// One connection of a subscriber to a hub, from HELLO until it ends.

#include "async/event.hpp"
#include "client/liveness.hpp"
#include "client/subscriber_state.hpp"
#include "protocol/frame_decoder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>

namespace crier {

/// Reader, writer and keeper race: the first that has a reason to end ends all three.
class subscriber_connection {
public:
    subscriber_connection(subscriber_state& state, boost::asio::ip::tcp::socket socket);

    [[nodiscard]] boost::asio::awaitable<connection_end> run();

private:
    [[nodiscard]] boost::asio::awaitable<void> read_frames();
    [[nodiscard]] boost::asio::awaitable<void> write();
    [[nodiscard]] boost::asio::awaitable<void> keep_alive();

    /// Takes every whole frame out of the decoder; false once the connection is to end.
    [[nodiscard]] bool take_frames();
    void take(const frame& frame);
    void welcome(const welcome_frame& welcome);
    void hand_over(const message& message);
    void refused(const error_frame& error);
    void say(const std::string& frames);
    /// The first reason counts.
    void end(errc code, std::string why,
             connection_end::next_step next = connection_end::next_step::retry);

    subscriber_state& state_;
    boost::asio::ip::tcp::socket socket_;
    frame_decoder decoder_;
    liveness liveness_;
    event to_write_;
    event welcome_came_; ///< for the keeper
    event::clock::time_point welcomed_at_;
    std::optional<epoch> epoch_; ///< once welcomed
    std::string output_;
    std::string writing_;
    bool useful_ = false;
    std::chrono::milliseconds wait_{0};
    std::optional<connection_end> end_;
};

/// SUBSCRIBE with these filters; `since` where there is one, else `last`.
void append_subscribe(std::string& out, const subscriber_options& options,
                      const std::optional<position>& since);

} // namespace crier
