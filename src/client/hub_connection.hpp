#pragma once

// One connection to a hub, from dialling until it ends: what publishers and subscribers do alike.

#include "async/event.hpp"
#include "async/transport.hpp"
#include "client/liveness.hpp"
#include "client/reconnect.hpp"
#include "protocol/frame_decoder.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace crier {

/// Reader, writer and keeper race: the first that has a reason to end ends all three. It says HELLO
/// and PING and takes WELCOME and DRAIN; whoever derives from it says and takes the rest.
class hub_connection {
public:
    hub_connection(const hub_connection&) = delete;
    hub_connection& operator=(const hub_connection&) = delete;

    [[nodiscard]] boost::asio::awaitable<connection_end> run();

protected:
    hub_connection(reconnecting& owner, const connection_options& options, hello_frame hello);
    ~hub_connection() = default;

    [[nodiscard]] bool welcomed() const noexcept { return welcomed_; }
    /// The connection got something through.
    void mark_useful() noexcept { useful_ = true; }
    /// The first reason counts.
    void end(errc code, std::string why,
             connection_end::next_step next = connection_end::next_step::retry);
    /// Whether a frame could be read; it ends the connection where not.
    template <class T>
    [[nodiscard]] bool is_readable(const result<T>& parsed) {
        if (!parsed)
            end(errc::bad_frame, parsed.error().message);
        return parsed.has_value();
    }

private:
    /// Takes WELCOME. Unless this ends the connection, it is one.
    virtual void begin(const welcome_frame& welcome) = 0;
    /// Takes an ACK or a MESSAGE.
    virtual void take(const frame& frame) = 0;
    virtual void refused(const error_frame& error) = 0;
    /// Whether the hub still has to answer to something: until then it is heard, also draining.
    [[nodiscard]] virtual bool awaits_answer() const = 0;
    /// Appends what there is to say, once welcomed.
    virtual void append_output(std::string& out) = 0;

    [[nodiscard]] boost::asio::awaitable<void> read_frames();
    [[nodiscard]] boost::asio::awaitable<void> write();
    [[nodiscard]] boost::asio::awaitable<void> keep_alive();
    /// Takes every whole frame out of the decoder; false once the connection is to end.
    [[nodiscard]] bool take_frames();
    void take_any(const frame& frame);
    void welcome(const welcome_frame& welcome);
    void drain(const drain_frame& drain);

    reconnecting& owner_;
    const connection_options& options_;
    hello_frame hello_;
    std::optional<transport> connection_; ///< once connected
    frame_decoder decoder_;
    liveness liveness_;
    event phase_; ///< for the keeper: welcomed, or draining
    event::clock::time_point welcomed_at_;
    bool welcomed_ = false;
    bool draining_ = false;
    bool ping_due_ = false;
    bool useful_ = false;
    std::chrono::milliseconds wait_{0}; ///< as DRAIN said
    std::optional<connection_end> end_;
};

/// HELLO with these options, for everybody but publishers.
[[nodiscard]] hello_frame hello_with(const connection_options& options);

/// Why a hub would refuse this HELLO; nothing when it wouldn't.
[[nodiscard]] std::optional<refusal> check_hello(const hello_frame& hello);

} // namespace crier
