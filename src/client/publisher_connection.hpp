#pragma once

// One connection of a publisher to a hub, from HELLO until it ends.

#include "async/event.hpp"
#include "client/liveness.hpp"
#include "client/publisher_state.hpp"
#include "protocol/frame_decoder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace crier {

/// Reader, writer and keeper race: the first that has a reason to end ends all three.
class publisher_connection {
public:
    publisher_connection(publisher_state& state, boost::asio::ip::tcp::socket socket);

    [[nodiscard]] boost::asio::awaitable<connection_end> run();

private:
    [[nodiscard]] boost::asio::awaitable<void> read_frames();
    [[nodiscard]] boost::asio::awaitable<void> write_messages();
    [[nodiscard]] boost::asio::awaitable<void> keep_alive();

    /// Takes every whole frame out of the decoder; false once the connection is to end.
    [[nodiscard]] bool take_frames();
    void take(const frame& frame);
    void welcome(const welcome_frame& welcome);
    void acknowledged(const ack_frame& ack);
    void refused(const error_frame& error);
    void drain(const drain_frame& drain);
    void begin_session(const std::string& why);
    void drop(std::uint64_t seq, const refusal& why);
    void settle();
    /// The first reason counts.
    void end(errc code, std::string why,
             connection_end::next_step next = connection_end::next_step::retry);

    publisher_state& state_;
    boost::asio::ip::tcp::socket socket_;
    frame_decoder decoder_;
    liveness liveness_;
    event phase_; ///< for the keeper: welcomed, or draining
    event::clock::time_point welcomed_at_;
    bool welcomed_ = false;
    bool draining_ = false;
    bool ping_due_ = false;
    std::string batch_; ///< what the writer is writing
    bool useful_ = false;
    std::chrono::milliseconds wait_{0};
    std::optional<connection_end> end_;
};

} // namespace crier
