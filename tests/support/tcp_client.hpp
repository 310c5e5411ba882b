#pragma once

// A plain socket, used as any program in any language would.

#include "protocol/frame_decoder.hpp"

#include <crier/frame.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A blocking connection to a port of 127.0.0.1; every wait has a deadline.
class tcp_client {
public:
    explicit tcp_client(std::uint16_t port);
    ~tcp_client();
    tcp_client(const tcp_client&) = delete;
    tcp_client& operator=(const tcp_client&) = delete;

    void send(std::string_view bytes) const;
    /// Whatever comes next; empty at the end of the stream.
    std::string receive();
    /// Everything up to the end of the stream.
    std::string receive_all();
    /// Says that nothing more will be sent.
    void finish_sending() const;

private:
    int socket_ = -1;
};

/// A publisher that speaks frames by hand.
class frame_client : public tcp_client {
public:
    using tcp_client::tcp_client;

    void send_frame(frame_type type, std::string_view body) const;
    void publish(std::string_view topic, std::string_view payload, std::uint64_t seq,
                 payload_format format = payload_format::text) const;

    struct received {
        frame_type type{};
        std::string body;
    };
    /// The next frame; nothing at the end of the stream.
    std::optional<received> next();

    // The next frame, which must be of this type.
    ack_frame expect_ack();
    welcome_frame expect_welcome();
    error_frame expect_error();

private:
    std::string expect(frame_type type);

    frame_decoder decoder_{2 * payload_bytes_default};
};

} // namespace crier
