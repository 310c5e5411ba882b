#include "hub/connection.hpp"

#include "http/http_session.hpp"
#include "protocol/query.hpp"
#include "subscribe/sse_session.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

/// What became of the HTTP part of a connection.
struct accepted_stream {
    asio::ip::tcp::socket socket;
    upgrade_request upgrade;
    subscribe_request request; ///< its format says what the connection speaks from now on
};

result<subscribe_request> read_request(const stream_request& asked) {
    const auto view = [](boost::beast::string_view text) {
        return std::string_view{text.data(), text.size()};
    };
    const std::string_view query = split_at_query(view(asked.request.target())).query;
    if (asked.wanted == stream_request::kind::websocket)
        return parse_subscribe_request(query);
    return parse_events_request(query, view(asked.request["Last-Event-ID"]));
}

/// Serves HTTP until the connection ends (nothing) or a client asks for a stream rightly. The HTTP
/// session's memory is free again once this returns.
asio::awaitable<std::optional<accepted_stream>> serve_http(asio::ip::tcp::socket socket,
                                                           http_context& context) {
    http_session session{std::move(socket), context};
    for (;;) {
        auto asked = co_await session.serve();
        if (!asked)
            co_return std::nullopt;
        auto request = read_request(*asked);
        if (request) {
            co_return accepted_stream{session.release_socket(), std::move(asked->request),
                                      std::move(*request)};
        }
        auto refused = error_response(request.error());
        co_await session.refuse(asked->request, std::move(refused));
    }
}

} // namespace

asio::awaitable<void> run_web_connection(asio::ip::tcp::socket socket, web_context& context) {
    auto accepted = co_await serve_http(std::move(socket), context.http);
    if (!accepted)
        co_return;
    if (accepted->request.format == delivery_format::server_sent) {
        begin_sse_session(std::move(accepted->socket), accepted->request, context.subscribers);
    } else {
        co_await accept_ws_session(std::move(accepted->socket), std::move(accepted->upgrade),
                                   std::move(accepted->request), context.subscribers);
    }
}

} // namespace crier
