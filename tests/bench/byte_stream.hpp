#pragma once

#include "bench/sockets.hpp"

#include <openssl/types.h>

#include <memory>

namespace crier::bench {

enum class security { plain, tls };

/// Where on loopback a server is spoken to, and how.
struct port {
    std::uint16_t number = 0;
    security how = security::plain;
};

/// A connection's bytes: TCP's own, or with TLS in between. The load believes every certificate:
/// it meets nobody but the server that was started for it, on loopback.
class byte_stream {
public:
    /// The socket stays the caller's, and must be open for as long as this is used.
    byte_stream(int descriptor, security how);

    /// Goes on with the handshake once the socket is connected, and again whenever there is
    /// something to read; whether it is done, so that the rest may be called.
    [[nodiscard]] bool shake_hands();

    /// Sends what the socket takes now; the rest is to be given again.
    [[nodiscard]] std::size_t send_some(std::string_view bytes);
    /// Sends everything, waiting where it must; for what is short or outside the measurement.
    void send_all(std::string_view bytes);
    /// What there is to read, up to `room`; 0 when there is nothing now.
    [[nodiscard]] std::size_t receive(char* into, std::size_t room);

private:
    struct free_tls {
        void operator()(SSL* session) const noexcept;
    };
    /// Behind a call that did nothing: throws unless it is to be tried again.
    void expect_later(const std::string& what) const;

    int descriptor_;
    std::unique_ptr<SSL, free_tls> tls_;
};

} // namespace crier::bench
