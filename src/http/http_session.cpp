#include "http/http_session.hpp"

#include "async/completion.hpp"
#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "async/send_all.hpp"
#include "http/credentials.hpp"
#include "protocol/query.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <fmt/format.h>

#include <chrono>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr auto body_deadline = 10s; // without a byte of it
constexpr auto write_deadline = 30s;

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

/// Nothing where the path can't be decoded.
std::optional<std::string> path_of(const upgrade_request& request) {
    auto path = percent_decode(split_at_query(view(request.target())).path);
    if (!path || !path->starts_with('/'))
        return std::nullopt;
    return path;
}

std::optional<stream_request::kind> stream_kind(const http_request& asked,
                                                const upgrade_request& request) {
    if (asked.path == "/ws" && beast::websocket::is_upgrade(request))
        return stream_request::kind::websocket;
    if (asked.path == "/events" && asked.method == "GET")
        return stream_request::kind::server_sent;
    return std::nullopt;
}

/// Whether Beast's parser didn't understand the bytes, rather than the connection having ended.
bool is_syntax_error(boost::system::error_code ec) {
    return ec.category() == make_error_code(http::error::bad_version).category() &&
           ec != http::error::end_of_stream && ec != http::error::partial_message;
}

bool has_no_body(unsigned status) {
    return status == 304 || status == 204;
}

using response_header = http::response<http::empty_body>;

response_header begin_response(const upgrade_request& request, const http_response& answer) {
    response_header out{static_cast<http::status>(answer.status), request.version()};
    out.set(http::field::server, "crier");
    out.set("X-Content-Type-Options", "nosniff");
    if (!has_no_body(answer.status))
        out.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : answer.headers)
        out.set(name, value);
    return out;
}

/// The header as it is sent, with the empty line after it.
std::string text_of(const response_header& header) {
    std::string out;
    http::response_serializer<http::empty_body> serializer{header};
    while (!serializer.is_header_done()) {
        boost::system::error_code never;
        serializer.next(never, [&](boost::system::error_code& /*ec*/, const auto& buffers) {
            const std::string more = beast::buffers_to_string(buffers);
            out.append(more);
            serializer.consume(more.size());
        });
    }
    return out;
}

/// A piece of a body whose length isn't known before (RFC 9112, section 7.1).
std::string chunk(std::string_view piece) {
    return fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
}

} // namespace

http_session::http_session(transport connection, http_context& context)
    : context_{context},
      connection_{std::move(connection)},
      peer_{peer_address(connection_.socket())},
      quota_{context.limits},
      stop_{connection_.get_executor()},
      stop_listener_{context.stop, stop_} {}

asio::awaitable<std::optional<stream_request>> http_session::serve() {
    while (open_) {
        upgrade_request request;
        const auto ec = co_await read(request);
        if (ec) {
            co_await refuse_unread(ec);
            break;
        }
        auto asked = translate(request);
        if (!asked) {
            auto refused = error_response(400, "bad_request", "the path can't be decoded");
            open_ = co_await write(request, std::move(refused));
        } else if (const auto kind = stream_kind(*asked, request)) {
            co_return stream_request{*kind, std::move(*asked), std::move(request)};
        } else {
            auto answered = co_await answer(*asked, context_);
            open_ = co_await write(request, std::move(answered));
        }
    }
    connection_.shutdown_send();
    co_return std::nullopt;
}

/// What answer() wants to know; the body moves. Nothing where the path can't be decoded.
std::optional<http_request> http_session::translate(upgrade_request& request) {
    auto path = path_of(request);
    if (!path)
        return std::nullopt;
    http_request out;
    out.method = view(request.method_string());
    out.path = std::move(*path);
    out.query = split_at_query(view(request.target())).query;
    out.body = std::move(request.body());
    out.peer = peer_;
    out.quota = &quota_;
    out.if_none_match = view(request[http::field::if_none_match]);
    out.accept = view(request[http::field::accept]);
    out.accept_encoding = view(request[http::field::accept_encoding]);
    out.content_type = view(request[http::field::content_type]);
    out.source = view(request["Crier-Source"]);
    out.session = view(request["Crier-Session"]);
    out.seq = view(request["Crier-Seq"]);
    out.host = view(request[http::field::host]);
    out.origin = view(request[http::field::origin]);
    out.last_event_id = view(request["Last-Event-ID"]);
    out.token = find_token(view(request[http::field::authorization]), out.query,
                           view(request[http::field::cookie]));
    return out;
}

asio::awaitable<boost::system::error_code> http_session::read(upgrade_request& request) {
    using namespace asio::experimental::awaitable_operators;
    request_parser parser;
    parser.header_limit(static_cast<std::uint32_t>(context_.limits.set.header_bytes));
    parser.body_limit(boost::none); // until the header says for what the body is
    const limits& limits = context_.limits.set;
    const bool first = std::exchange(first_, false);
    const auto patience = first ? limits.header_deadline : limits.idle_deadline;
    const auto until = event::clock::now() + patience;
    auto outcome = co_await (http::async_read_header(connection_, buffer_, parser, as_result) ||
                             stop_.wait_until(until));
    if (outcome.index() == 1) {
        if (!std::get<1>(outcome))
            context_.limits.reached.note(first ? limit::header_deadline : limit::idle_deadline);
        co_return asio::error::operation_aborted;
    }
    const auto [header_ec, bytes] = std::get<0>(outcome);
    if (header_ec)
        co_return header_ec;
    const auto body_ec = co_await read_body(parser);
    if (!body_ec)
        request = parser.release();
    co_return body_ec;
}

/// What was begun is read to its end, also when the hub stops meanwhile.
asio::awaitable<boost::system::error_code> http_session::read_body(request_parser& parser) {
    using namespace asio::experimental::awaitable_operators;
    body_bytes_max_ = body_bytes_max(path_of(parser.get()).value_or("/"), context_);
    const auto announced = parser.content_length();
    if (announced && *announced > body_bytes_max_)
        co_return make_error_code(http::error::body_limit);
    parser.body_limit(body_bytes_max_);
    // Not Beast's iequals: it reads a byte behind its texts (1.81).
    const std::string_view expected = view(parser.get()[http::field::expect]);
    if (!parser.is_done() && boost::algorithm::iequals(expected, "100-continue")) {
        const auto ec =
            co_await send_all(connection_, "HTTP/1.1 100 Continue\r\n\r\n", write_deadline);
        if (ec)
            co_return ec;
    }
    event never{connection_.get_executor()};
    while (!parser.is_done()) {
        auto outcome = co_await (http::async_read_some(connection_, buffer_, parser, as_result) ||
                                 never.wait_until(event::clock::now() + body_deadline));
        if (outcome.index() == 1)
            co_return asio::error::timed_out;
        if (const auto [ec, bytes] = std::get<0>(outcome); ec)
            co_return ec;
    }
    co_return boost::system::error_code{};
}

/// Says what was wrong with a request that couldn't be read, where the client still listens.
asio::awaitable<void> http_session::refuse_unread(boost::system::error_code ec) {
    const upgrade_request unread;
    http_response refused;
    if (ec == http::error::header_limit) {
        context_.limits.reached.note(limit::header);
        refused = error_response(431, "too_large",
                                 fmt::format("the header is over the limit of {} bytes "
                                             "(--max-header)",
                                             context_.limits.set.header_bytes));
    } else if (ec == http::error::body_limit) {
        context_.limits.reached.note(limit::body);
        refused =
            error_response(413, "too_large",
                           fmt::format("the body is over the limit of {} bytes", body_bytes_max_));
    } else if (is_syntax_error(ec)) {
        refused = error_response(400, "bad_request", "this is not HTTP: " + ec.message());
    } else {
        co_return;
    }
    open_ = false;
    std::ignore = co_await write(unread, std::move(refused));
    co_await linger(connection_);
}

/// Whether the connection can go on.
asio::awaitable<bool> http_session::write(const upgrade_request& request, http_response response) {
    const bool keep = open_ && request.keep_alive() && !context_.stop.requested();
    const bool head = request.method() == http::verb::head;
    if (response.stream && !head)
        co_return co_await write_stream(request, response, keep);
    auto header = begin_response(request, response);
    if (!has_no_body(response.status) && !response.stream)
        header.content_length(response.body.size());
    header.keep_alive(keep);
    std::string out = text_of(header);
    if (!has_no_body(response.status) && !head)
        out.append(response.body);
    const auto failed = co_await send_all(connection_, out, write_deadline);
    co_return keep && !failed;
}

/// In chunks, so that the connection can go on; to a client of HTTP/1.0 until the connection ends.
asio::awaitable<bool> http_session::write_stream(const upgrade_request& request,
                                                 const http_response& response, bool keep) {
    const bool chunked = request.version() >= 11;
    auto header = begin_response(request, response);
    header.chunked(chunked);
    header.keep_alive(keep && chunked);
    std::string out = text_of(header);
    for (bool more = true; more;) {
        const auto piece = co_await response.stream->next();
        if (!piece)
            co_return false;
        out.append(chunked ? chunk(*piece) : *piece); // the last chunk is an empty one
        more = !piece->empty();
        const auto failed = co_await send_all(connection_, out, write_deadline);
        if (failed)
            co_return false;
        out.clear();
    }
    co_return keep&& chunked;
}

asio::awaitable<void> http_session::refuse(const upgrade_request& request, http_response response) {
    open_ = co_await write(request, std::move(response));
}

transport http_session::release() {
    return std::move(connection_);
}

} // namespace crier
