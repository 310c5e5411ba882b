#include "support/websocket_client.hpp"

#include "support/process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>

#include <stdexcept>

namespace crier {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

struct websocket_client::connection {
    asio::io_context loop;
    websocket::stream<asio::ip::tcp::socket> stream{loop};
    beast::flat_buffer buffer;
    std::string extensions;
    int pongs = 0;

    /// Runs the loop until the operation has called `done`.
    template <class Operation>
    boost::system::error_code await(Operation operation) {
        std::optional<boost::system::error_code> outcome;
        operation([&](boost::system::error_code ec, auto&&...) { outcome = ec; });
        loop.restart();
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!outcome && loop.run_one_until(until) > 0) {
        }
        if (!outcome)
            throw std::runtime_error{"deadline passed while waiting for a WebSocket"};
        return *outcome;
    }
};

websocket_client::websocket_client(std::uint16_t port, std::string_view target, int receive_buffer,
                                   bool compression)
    : connection_{std::make_unique<connection>()} {
    auto& stream = connection_->stream;
    stream.next_layer().open(asio::ip::tcp::v4());
    if (receive_buffer > 0)
        stream.next_layer().set_option(asio::socket_base::receive_buffer_size{receive_buffer});
    stream.next_layer().connect({asio::ip::address_v4::loopback(), port});
    if (compression) {
        websocket::permessage_deflate offer;
        offer.client_enable = true;
        stream.set_option(offer);
    }
    websocket::response_type response;
    const auto ec = connection_->await([&](auto done) {
        stream.async_handshake(response, "127.0.0.1",
                               beast::string_view{target.data(), target.size()}, std::move(done));
    });
    if (ec == websocket::error::upgrade_declined)
        throw handshake_refused{response.result_int(), response.body()};
    if (ec)
        throw std::runtime_error{"handshake: " + ec.message()};
    const auto extensions = response[beast::http::field::sec_websocket_extensions];
    connection_->extensions.assign(extensions.data(), extensions.size());
    stream.control_callback([this](websocket::frame_type kind, beast::string_view) {
        connection_->pongs += kind == websocket::frame_type::pong ? 1 : 0;
    });
}

websocket_client::~websocket_client() = default;

std::optional<websocket_client::text_or_binary> websocket_client::next() {
    auto& stream = connection_->stream;
    auto& buffer = connection_->buffer;
    buffer.clear();
    const auto ec =
        connection_->await([&](auto done) { stream.async_read(buffer, std::move(done)); });
    if (ec)
        return std::nullopt;
    return text_or_binary{stream.got_text(), beast::buffers_to_string(buffer.data())};
}

boost::json::object websocket_client::next_event() {
    const auto message = next();
    if (!message)
        throw std::runtime_error{"the hub closed where an event was due"};
    return boost::json::parse(message->bytes).as_object();
}

boost::json::object websocket_client::next_event(std::string_view type) {
    for (;;) {
        auto event = next_event();
        if (event.at("type").as_string() == beast::string_view{type.data(), type.size()})
            return event;
    }
}

void websocket_client::send(std::string_view text) {
    connection_->stream.text(true);
    connection_->stream.write(asio::buffer(text));
}

void websocket_client::send_binary(std::string_view bytes) {
    connection_->stream.binary(true);
    connection_->stream.write(asio::buffer(bytes));
}

void websocket_client::send_bytes(std::string_view bytes) {
    asio::write(connection_->stream.next_layer(), asio::buffer(bytes));
}

std::uint16_t websocket_client::expect_close() {
    while (next()) {
    }
    return connection_->stream.reason().code;
}

void websocket_client::ping() {
    connection_->stream.ping({});
}

const std::string& websocket_client::extensions() const noexcept {
    return connection_->extensions;
}

int websocket_client::pongs() const noexcept {
    return connection_->pongs;
}

} // namespace crier
