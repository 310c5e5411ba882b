#include "support/tcp_client.hpp"

#include "support/process.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace crier {

tcp_client::tcp_client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error{"can't connect to port " + std::to_string(port)};
}

tcp_client::~tcp_client() {
    ::close(socket_);
}

void tcp_client::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            throw std::runtime_error{"the hub closed the connection while it was sent to"};
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string tcp_client::receive() {
    pollfd waiting{socket_, POLLIN, 0};
    const auto left = std::chrono::milliseconds{patience}.count();
    if (::poll(&waiting, 1, static_cast<int>(left)) <= 0)
        throw std::runtime_error{"deadline passed while waiting for bytes"};
    std::array<char, 65536> bytes;
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    return count <= 0 ? std::string{} : std::string{bytes.data(), static_cast<std::size_t>(count)};
}

std::string tcp_client::receive_all() {
    std::string out;
    for (std::string more = receive(); !more.empty(); more = receive())
        out += more;
    return out;
}

void tcp_client::finish_sending() const {
    ::shutdown(socket_, SHUT_WR);
}

void frame_client::send_frame(frame_type type, std::string_view body) const {
    std::string bytes;
    append_frame(bytes, type, body);
    send(bytes);
}

void frame_client::publish(std::string_view topic, std::string_view payload, std::uint64_t seq,
                           payload_format format) const {
    publish_frame frame;
    frame.format = format;
    frame.seq = seq;
    frame.topic = topic;
    frame.payload = payload;
    std::string bytes;
    append_publish(bytes, frame);
    send(bytes);
}

std::optional<frame_client::received> frame_client::next() {
    for (;;) {
        const auto whole = decoder_.next().value();
        if (whole)
            return received{whole->type, std::string{whole->body}};
        const std::string bytes = receive();
        if (bytes.empty())
            return std::nullopt;
        for (std::string_view rest = bytes; !rest.empty();) {
            const auto room = decoder_.room();
            const std::size_t count = std::min(room.size(), rest.size());
            std::copy_n(rest.begin(), count, room.begin());
            decoder_.received(count);
            rest.remove_prefix(count);
        }
    }
}

std::string frame_client::expect(frame_type type) {
    const auto frame = next();
    if (!frame)
        throw std::runtime_error{"the stream ended before " + std::string{name_of(type)}};
    if (frame->type != type) {
        throw std::runtime_error{std::string{name_of(frame->type)} + " came instead of " +
                                 std::string{name_of(type)} + ": " + frame->body};
    }
    return frame->body;
}

ack_frame frame_client::expect_ack() {
    return parse_ack(expect(frame_type::ack)).value();
}

welcome_frame frame_client::expect_welcome() {
    return parse_welcome(expect(frame_type::welcome)).value();
}

error_frame frame_client::expect_error() {
    return parse_error(expect(frame_type::error)).value();
}

} // namespace crier
