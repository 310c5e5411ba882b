#include "hub/connection.hpp"

#include "access/admission.hpp"
#include "async/linger.hpp"
#include "async/send_all.hpp"
#include "http/cross_origin.hpp"
#include "http/http_session.hpp"
#include "protocol/clock.hpp"
#include "protocol/event.hpp"
#include "protocol/websocket_frame.hpp"
#include "subscribe/sse_session.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

/// What a client asked for rightly.
struct accepted_stream {
    subscribe_request request;
    std::optional<accepted_upgrade> upgrade{}; ///< to a WebSocket; else it is one of events
    std::string sharing{};                     ///< header lines for a page from elsewhere
    admission admitted{};
    /// Why the client may not have it all the same: over a WebSocket it is told, as a browser shows
    /// a page nothing of an answer to the handshake.
    std::optional<refusal> unwelcome{};
};

result<subscribe_request> read_request(const stream_request& wanted) {
    if (wanted.wanted == stream_request::kind::websocket)
        return parse_subscribe_request(wanted.asked.query);
    return parse_events_request(wanted.asked.query, wanted.asked.last_event_id);
}

/// Why the client may not have what it asks for.
std::optional<refusal> admit(accepted_stream& stream, const http_request& asked,
                             const gatekeeper& keeper) {
    auto admitted = admission::of(keeper, {asked.token, {}}, now());
    if (!admitted)
        return admitted.error();
    stream.admitted = std::move(*admitted);
    if (!stream.request.chosen)
        stream.request.filters = stream.admitted.everything();
    return stream.admitted.may_subscribe(stream.request.filters);
}

/// What the client asked for; where it is no stream, why not.
result<accepted_stream> accept(const stream_request& wanted, const web_context& context) {
    if (auto refused = context.http.origins.refuse(wanted.asked.origin, wanted.asked.host))
        return *refused;
    auto request = read_request(wanted);
    if (!request)
        return request.error();
    if (auto refused = context.http.limits.refuse_filters(request->filters.size()))
        return *refused;
    accepted_stream out{std::move(*request)};
    if (wanted.wanted == stream_request::kind::websocket) {
        auto upgrade = accept_upgrade(wanted.request, context.subscribers.compression);
        if (!upgrade)
            return upgrade.error();
        out.upgrade = std::move(*upgrade);
    }
    out.sharing = sharing_lines(wanted.asked.origin, context.http.origins);
    out.unwelcome = admit(out, wanted.asked, context.http.keeper);
    if (out.unwelcome && !out.upgrade)
        return *out.unwelcome;
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
        const auto wanted = co_await session.serve();
        if (!wanted)
            co_return std::nullopt;
        auto accepted = accept(*wanted, context);
        if (accepted)
            co_return opened_stream{session.release(), std::move(*accepted)};
        auto refused = refuse(accepted.error());
        share(refused, wanted->asked.origin, context.http.origins);
        co_await session.refuse(wanted->request, std::move(refused));
    }
}

/// Tells a WebSocket client why it is closed.
asio::awaitable<void> turn_away(opened_stream& opened,
                                std::chrono::steady_clock::duration patience) {
    const refusal& why = *opened.accepted.unwelcome;
    const std::string event = error_event(why, {});
    std::string said = opened.accepted.upgrade->answer;
    std::string header;
    said.append(websocket_header(websocket_opcode::text, event.size(), header)).append(event);
    said.append(close_frame(why.code));
    std::ignore = co_await send_all(opened.connection, said, patience);
    co_await linger(opened.connection);
}

} // namespace

asio::awaitable<void> run_web_connection(transport connection, web_context& context) {
    auto opened = co_await serve_http(std::move(connection), context);
    if (!opened)
        co_return;
    auto& [request, upgrade, sharing, admitted, unwelcome] = opened->accepted;
    if (unwelcome) {
        co_await turn_away(*opened, context.subscribers.write_deadline);
    } else if (upgrade) {
        begin_ws_session(std::move(opened->connection), *upgrade, request, std::move(admitted),
                         context.subscribers);
    } else {
        begin_sse_session(std::move(opened->connection), request, sharing, std::move(admitted),
                          context.subscribers);
    }
}

} // namespace crier
