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

/// What a client asked for rightly.
struct accepted_stream {
    subscribe_request request;
    std::optional<accepted_upgrade> upgrade; ///< to a WebSocket; else it is one of events
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

/// What the client asked for; where it is no stream, why not.
result<accepted_stream> accept(const stream_request& asked, const subscriber_context& context) {
    auto request = read_request(asked);
    if (!request)
        return request.error();
    accepted_stream out{std::move(*request), std::nullopt};
    if (asked.wanted == stream_request::kind::websocket) {
        auto upgrade = accept_upgrade(asked.request, context.compression);
        if (!upgrade)
            return upgrade.error();
        out.upgrade = std::move(*upgrade);
    }
    return out;
}

http_response refuse(const refusal& why) {
    auto out = error_response(why);
    out.headers.emplace_back("Sec-WebSocket-Version", "13"); // RFC 6455, section 4.4
    return out;
}

/// A connection that became a stream.
struct opened_stream {
    transport connection;
    accepted_stream accepted;
};

/// Serves HTTP until the connection ends (nothing) or a client asks for a stream rightly. The HTTP
/// session's memory is free again once this returns.
asio::awaitable<std::optional<opened_stream>> serve_http(transport connection,
                                                         web_context& context) {
    http_session session{std::move(connection), context.http};
    for (;;) {
        const auto asked = co_await session.serve();
        if (!asked)
            co_return std::nullopt;
        auto accepted = accept(*asked, context.subscribers);
        if (accepted)
            co_return opened_stream{session.release(), std::move(*accepted)};
        auto refused = refuse(accepted.error());
        co_await session.refuse(asked->request, std::move(refused));
    }
}

} // namespace

asio::awaitable<void> run_web_connection(transport connection, web_context& context) {
    auto opened = co_await serve_http(std::move(connection), context);
    if (!opened)
        co_return;
    const auto& [request, upgrade] = opened->accepted;
    if (upgrade)
        begin_ws_session(std::move(opened->connection), *upgrade, request, context.subscribers);
    else
        begin_sse_session(std::move(opened->connection), request, context.subscribers);
}

} // namespace crier
