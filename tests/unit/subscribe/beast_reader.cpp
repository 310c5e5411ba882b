#include "unit/subscribe/beast_reader.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace crier {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

beast::http::request<beast::http::empty_body> upgrade() {
    beast::http::request<beast::http::empty_body> out{beast::http::verb::get, "/ws", 11};
    out.set(beast::http::field::host, "localhost");
    out.set(beast::http::field::upgrade, "websocket");
    out.set(beast::http::field::connection, "Upgrade");
    out.set(beast::http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    out.set(beast::http::field::sec_websocket_version, "13");
    return out;
}

/// Nothing where the bytes just ended.
std::string verdict(boost::system::error_code ec, const websocket::close_reason& reason) {
    if (ec == websocket::error::closed)
        return "ending " + std::to_string(reason.code == 0 || reason.code == 1005
                                              ? 1000U
                                              : static_cast<unsigned>(reason.code));
    if (ec == websocket::error::message_too_big)
        return "ending 1009";
    if (ec == websocket::error::bad_frame_payload)
        return "ending 1007";
    if (ec == websocket::condition::protocol_violation)
        return "ending 1002";
    return {};
}

} // namespace

std::vector<std::string> read_by_beast(std::string_view bytes, std::size_t message_bytes_max) {
    boost::asio::io_context loop;
    websocket::stream<beast::test::stream, false> server{loop};
    beast::test::stream client = beast::test::connect(server.next_layer());
    server.accept(upgrade());
    server.read_message_max(message_bytes_max);
    std::vector<std::string> out;
    server.control_callback([&out](websocket::frame_type type, beast::string_view payload) {
        if (type == websocket::frame_type::ping)
            out.push_back("ping " + std::string{payload});
    });
    server.next_layer().append({bytes.data(), bytes.size()});
    client.close();
    for (;;) {
        beast::flat_buffer buffer;
        boost::system::error_code ec;
        server.read(buffer, ec);
        if (ec) {
            if (const auto last = verdict(ec, server.reason()); !last.empty())
                out.push_back(last);
            return out;
        }
        out.push_back((server.got_text() ? "text " : "binary ") +
                      beast::buffers_to_string(buffer.data()));
    }
}

} // namespace crier
