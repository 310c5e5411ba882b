#pragma once

// A hub's web address that answers as a test tells it, a connection after the other.

#include "async/completion.hpp"

#include <crier/connection_options.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace crier {

class scripted_web {
public:
    explicit scripted_web(const boost::asio::any_io_executor& executor)
        : acceptor_{executor, {boost::asio::ip::address_v4::loopback(), 0}}, current_{executor} {}

    /// Options to reach it.
    template <class Options>
    [[nodiscard]] Options options() const {
        Options out;
        out.port = acceptor_.local_endpoint().port();
        out.backoff_base = std::chrono::milliseconds{1};
        out.backoff_cap = std::chrono::milliseconds{10};
        return out;
    }

    /// The head of the next connection's request.
    [[nodiscard]] boost::asio::awaitable<std::string> request() {
        auto accepted = co_await acceptor_.async_accept(as_result);
        auto& [ec, socket] = accepted;
        if (ec)
            throw std::runtime_error{"nobody came: " + ec.message()};
        current_ = std::move(socket);
        std::string head;
        auto into = boost::asio::dynamic_buffer(head);
        const auto [failed, bytes] =
            co_await boost::asio::async_read_until(current_, into, "\r\n\r\n", as_result);
        if (failed)
            throw std::runtime_error{"no request came: " + failed.message()};
        co_return head;
    }

    boost::asio::awaitable<void> say(std::string bytes) {
        const auto all = boost::asio::buffer(bytes);
        const auto [ec, written] = co_await boost::asio::async_write(current_, all, as_result);
        if (ec)
            throw std::runtime_error{"the other side has closed: " + ec.message()};
    }

    void hang_up() { current_.close(); }

private:
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::socket current_;
};

} // namespace crier
