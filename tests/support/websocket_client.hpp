#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// A WebSocket client made by others (Beast's), with a deadline on every wait.
class websocket_client {
public:
    /// Connects to a port of 127.0.0.1 and asks for this target. Throws handshake_refused.
    /// `receive_buffer`: bytes that may wait to be read; 0: as many as the system likes.
    /// `compression`: permessage-deflate is offered, and used for all that is sent.
    websocket_client(std::uint16_t port, std::string_view target, int receive_buffer = 0,
                     bool compression = false);
    ~websocket_client();

    struct handshake_refused {
        unsigned status;
        std::string body;
    };
    struct text_or_binary {
        bool text;
        std::string bytes;
    };

    /// The next message; nothing once the hub has closed, and throws when neither comes in time.
    std::optional<text_or_binary> next();
    /// The next message, which must be a JSON object.
    boost::json::object next_event();
    /// The next JSON object of this type; others before it are skipped.
    boost::json::object next_event(std::string_view type);

    void send(std::string_view text);
    void send_binary(std::string_view bytes);
    /// Sends bytes as they are, which may be no WebSocket frames. Throws when not all are taken.
    void send_bytes(std::string_view bytes);
    /// Waits for the hub's close frame, skipping messages; its code.
    std::uint16_t expect_close();
    void ping();
    /// What the hub answered of extensions.
    [[nodiscard]] const std::string& extensions() const noexcept;
    /// Pongs that came while reading.
    [[nodiscard]] int pongs() const noexcept;

private:
    struct connection;
    std::unique_ptr<connection> connection_;
};

} // namespace crier
