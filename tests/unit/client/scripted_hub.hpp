#pragma once

// A hub that does what a test tells it, on a loopback port.

#include "async/completion.hpp"
#include "protocol/frame_decoder.hpp"
#include "protocol/gap_text.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace crier {

/// The hub's end of one connection of a publisher or subscriber. What isn't expected is thrown.
class scripted_connection {
public:
    explicit scripted_connection(boost::asio::ip::tcp::socket socket)
        : socket_{std::move(socket)} {}

    struct received_frame {
        frame_type type{};
        std::string body;
    };

    /// The next frame; type 0 once the other side has closed.
    boost::asio::awaitable<received_frame> next() {
        for (;;) {
            const auto next = decoder_.next();
            if (next && *next)
                co_return received_frame{(*next)->type, std::string{(*next)->body}};
            const auto room = decoder_.room();
            const auto into = boost::asio::buffer(room.data(), room.size());
            const auto [ec, bytes] = co_await socket_.async_read_some(into, as_result);
            if (ec)
                co_return received_frame{};
            decoder_.received(bytes);
        }
    }

    boost::asio::awaitable<hello_frame> hello() {
        const received_frame got = co_await next();
        if (got.type != frame_type::hello)
            throw std::runtime_error{"HELLO was due, and not a frame of another type"};
        co_return parse_hello(got.body).value();
    }

    /// What SUBSCRIBE asks for.
    boost::asio::awaitable<std::string> subscribe() {
        const received_frame got = co_await next();
        if (got.type != frame_type::subscribe)
            throw std::runtime_error{"SUBSCRIBE was due, and not a frame of another type"};
        co_return got.body;
    }

    /// The next `count` messages, as "seq=payload" each, with spaces between.
    boost::asio::awaitable<std::string> messages(int count) {
        std::string out;
        while (count > 0) {
            const received_frame got = co_await next();
            if (got.type == frame_type::ping)
                continue;
            if (got.type != frame_type::publish)
                throw std::runtime_error{"PUBLISH was due, and not a frame of another type"};
            const auto publish = parse_publish(got.body).value();
            if (!out.empty())
                out.push_back(' ');
            out.append(std::to_string(publish.seq)).append("=").append(publish.payload);
            --count;
        }
        co_return out;
    }

    /// Whether the other side has closed, and not sent something else.
    boost::asio::awaitable<bool> is_left() {
        const received_frame got = co_await next();
        co_return got.type == frame_type{};
    }

    boost::asio::awaitable<void> write(std::string bytes) {
        const auto all = boost::asio::buffer(bytes);
        const auto [ec, written] = co_await boost::asio::async_write(socket_, all, as_result);
        if (ec)
            throw std::runtime_error{"the other side has closed: " + ec.message()};
    }

    boost::asio::awaitable<void> welcome(std::uint64_t last_seq, std::uint64_t epoch_value = 1,
                                         std::size_t max_payload = payload_bytes_default) {
        welcome_frame welcome;
        welcome.hub = "scripted";
        welcome.epoch = epoch{epoch_value};
        welcome.last_seq = last_seq;
        welcome.max_payload = max_payload;
        return this->welcome(welcome);
    }

    boost::asio::awaitable<void> welcome(const welcome_frame& welcome) {
        std::string out;
        append_welcome(out, welcome);
        return write(std::move(out));
    }

    /// Welcomes a subscriber: `last` is where the history ends.
    boost::asio::awaitable<void> welcome_at(position last) {
        welcome_frame welcome;
        welcome.hub = "scripted";
        welcome.epoch = last.epoch.value();
        welcome.offset = last.offset;
        return this->welcome(welcome);
    }

    boost::asio::awaitable<void> message(std::uint64_t at, std::string payload) {
        co_await write(message_bytes(at, std::move(payload)));
    }

    [[nodiscard]] static std::string message_bytes(std::uint64_t at, std::string payload) {
        crier::message message;
        message.offset = offset{at};
        message.topic = "a";
        message.payload = payload;
        std::string out;
        append_message(out, message);
        return out;
    }

    boost::asio::awaitable<void> tell(gap missing) { co_await write(gap_bytes(missing)); }

    [[nodiscard]] static std::string gap_bytes(const gap& missing) {
        error_frame error;
        error.why = {errc::position_unknown, gap_text(missing)};
        error.fatal = false;
        std::string out;
        append_error(out, error);
        return out;
    }

    boost::asio::awaitable<void> ack(std::uint64_t seq) {
        std::string out;
        append_ack(out, {seq, offset{seq}});
        co_await write(std::move(out));
    }

    boost::asio::awaitable<void> error(errc code, std::optional<std::uint64_t> seq, bool fatal) {
        error_frame error;
        error.why = {code, "because"};
        error.seq = seq;
        error.fatal = fatal;
        std::string out;
        append_error(out, error);
        co_await write(std::move(out));
    }

    boost::asio::awaitable<void> drain(std::chrono::milliseconds reconnect) {
        std::string out;
        append_drain(out, {"stopping", reconnect});
        co_await write(std::move(out));
    }

private:
    boost::asio::ip::tcp::socket socket_;
    frame_decoder decoder_{payload_bytes_default + frame_overhead_max};
};

/// Listens on a port of its own, also again after it was away.
class scripted_hub {
public:
    explicit scripted_hub(const boost::asio::any_io_executor& executor) : acceptor_{executor} {
        listen();
        port_ = acceptor_.local_endpoint().port();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void go_away() { acceptor_.close(); }
    void come_back() { listen(); }

    boost::asio::awaitable<scripted_connection> accept() {
        boost::asio::ip::tcp::socket socket{acceptor_.get_executor()};
        const auto [ec] = co_await acceptor_.async_accept(socket, as_result);
        if (ec)
            throw std::runtime_error{"nobody came: " + ec.message()};
        co_return scripted_connection{std::move(socket)};
    }

private:
    void listen() {
        const boost::asio::ip::tcp::endpoint at{boost::asio::ip::address_v4::loopback(), port_};
        acceptor_.open(at.protocol());
        acceptor_.set_option(boost::asio::socket_base::reuse_address{true});
        acceptor_.bind(at);
        acceptor_.listen();
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
};

} // namespace crier
