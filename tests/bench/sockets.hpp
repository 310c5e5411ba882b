#pragma once

// Plain POSIX sockets: what the benchmark's load needs and nothing that could be in its way.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crier::bench {

[[noreturn]] inline void fail(const std::string& what) {
    throw std::runtime_error{errno == 0 ? what : what + ": " + std::strerror(errno)};
}

/// A descriptor that is closed with its scope.
class socket_handle {
public:
    explicit socket_handle(int descriptor) noexcept : descriptor_{descriptor} {}
    socket_handle(socket_handle&& other) noexcept : descriptor_{other.descriptor_} {
        other.descriptor_ = -1;
    }
    socket_handle& operator=(socket_handle&&) = delete;
    ~socket_handle() {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }

    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

inline void send_at_once(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

inline socket_handle connect_to(std::uint16_t port) {
    errno = 0;
    socket_handle out{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const sockaddr_in address = loopback(port);
    if (out.get() < 0 ||
        ::connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("connecting to port " + std::to_string(port));
    send_at_once(out.get());
    return out;
}

/// A socket that doesn't block and is on its way; expect_connected() once it is writable.
inline socket_handle begin_to_connect(std::uint16_t port) {
    errno = 0;
    socket_handle out{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const sockaddr_in address = loopback(port);
    if (out.get() < 0 ||
        (::connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
         errno != EINPROGRESS))
        fail("connecting to port " + std::to_string(port));
    send_at_once(out.get());
    return out;
}

inline void expect_connected(int descriptor) {
    socklen_t size = sizeof errno;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &errno, &size);
    if (errno != 0)
        fail("connecting");
}

inline void never_block(int descriptor) {
    if (::fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0)
        fail("making a socket non-blocking");
}

/// Sends everything, waiting where it must; for what is short or outside the measurement.
inline void send_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        errno = 0;
        const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            pollfd writable{descriptor, POLLOUT, 0};
            ::poll(&writable, 1, 1000);
        } else {
            fail("sending");
        }
    }
}

/// What there is to read, up to `room`; 0 when there is nothing now.
inline std::size_t receive(int descriptor, char* into, std::size_t room) {
    errno = 0;
    const ssize_t got = ::recv(descriptor, into, room, 0);
    if (got > 0)
        return static_cast<std::size_t>(got);
    if (got == 0)
        fail("the server closed a connection");
    if (errno != EAGAIN)
        fail("receiving");
    return 0;
}

} // namespace crier::bench
