#include "http/http_session.hpp"

#include "async/completion.hpp"
#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "protocol/query.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <chrono>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr auto header_deadline = 10s;
constexpr auto idle_deadline = 60s; // between two requests of one connection
constexpr auto body_deadline = 10s; // without a byte of it
constexpr auto write_deadline = 30s;
constexpr std::size_t header_bytes_max = std::size_t{16} * 1024;

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

template <class Body>
http::response<Body> begin_response(const upgrade_request& request, const http_response& answer) {
    http::response<Body> out{static_cast<http::status>(answer.status), request.version()};
    out.set(http::field::server, "crier");
    out.set("X-Content-Type-Options", "nosniff");
    if (answer.status != 304)
        out.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : answer.headers)
        out.set(name, value);
    return out;
}

} // namespace

http_session::http_session(asio::ip::tcp::socket socket, http_context& context)
    : context_{context},
      stream_{std::move(socket)},
      peer_{peer_address(stream_.socket())},
      stop_{stream_.get_executor()},
      stop_listener_{context.stop, stop_} {}

asio::awaitable<std::optional<stream_request>> http_session::serve() {
    while (open_) {
        upgrade_request request;
        const auto ec = co_await read(request);
        if (ec) {
            co_await refuse_unread(ec);
            break;
        }
        const auto asked = translate(request);
        if (!asked) {
            auto refused = error_response(400, "bad_request", "the path can't be decoded");
            open_ = co_await write(request, std::move(refused));
        } else if (const auto kind = stream_kind(*asked, request)) {
            co_return stream_request{*kind, std::move(request)};
        } else {
            auto answered = co_await answer(*asked, context_);
            open_ = co_await write(request, std::move(answered));
        }
    }
    boost::system::error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_return std::nullopt;
}

/// What answer() wants to know; the body moves. Nothing where the path can't be decoded.
std::optional<http_request> http_session::translate(upgrade_request& request) const {
    auto path = path_of(request);
    if (!path)
        return std::nullopt;
    http_request out;
    out.method = view(request.method_string());
    out.path = std::move(*path);
    out.query = split_at_query(view(request.target())).query;
    out.body = std::move(request.body());
    out.peer = peer_;
    out.if_none_match = view(request[http::field::if_none_match]);
    out.accept = view(request[http::field::accept]);
    out.content_type = view(request[http::field::content_type]);
    out.source = view(request["Crier-Source"]);
    out.session = view(request["Crier-Session"]);
    out.seq = view(request["Crier-Seq"]);
    return out;
}

asio::awaitable<boost::system::error_code> http_session::read(upgrade_request& request) {
    using namespace asio::experimental::awaitable_operators;
    request_parser parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(boost::none); // until the header says for what the body is
    stream_.expires_after(std::exchange(first_, false) ? header_deadline : idle_deadline);
    auto outcome =
        co_await (http::async_read_header(stream_, buffer_, parser, as_result) || stop_.wait());
    if (outcome.index() == 1)
        co_return asio::error::operation_aborted;
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
    body_bytes_max_ = body_bytes_max(path_of(parser.get()).value_or("/"), context_);
    const auto announced = parser.content_length();
    if (announced && *announced > body_bytes_max_)
        co_return make_error_code(http::error::body_limit);
    parser.body_limit(body_bytes_max_);
    if (!parser.is_done() && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        stream_.expires_after(write_deadline);
        const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [ec, bytes] =
            co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
        if (ec)
            co_return ec;
    }
    while (!parser.is_done()) {
        stream_.expires_after(body_deadline);
        const auto [ec, bytes] =
            co_await http::async_read_some(stream_, buffer_, parser, as_result);
        if (ec)
            co_return ec;
    }
    co_return boost::system::error_code{};
}

/// Says what was wrong with a request that couldn't be read, where the client still listens.
asio::awaitable<void> http_session::refuse_unread(boost::system::error_code ec) {
    const upgrade_request unread;
    http_response refused;
    if (ec == http::error::header_limit)
        refused = error_response(431, "too_large", "the header is over the limit of 16 KiB");
    else if (ec == http::error::body_limit)
        refused = error_response(413, "too_large",
                                 "the body is over the limit of " +
                                     std::to_string(body_bytes_max_) + " bytes");
    else if (is_syntax_error(ec))
        refused = error_response(400, "bad_request", "this is not HTTP: " + ec.message());
    else
        co_return;
    open_ = false;
    std::ignore = co_await write(unread, std::move(refused));
    co_await linger(stream_.socket());
}

/// Whether the connection can go on.
asio::awaitable<bool> http_session::write(const upgrade_request& request, http_response response) {
    const bool keep = open_ && request.keep_alive() && !context_.stop.requested();
    stream_.expires_after(write_deadline);
    if (response.stream && request.method() != http::verb::head)
        co_return co_await write_stream(request, response, keep);
    boost::system::error_code failed;
    if (request.method() == http::verb::head || response.status == 304) {
        auto out = begin_response<http::empty_body>(request, response);
        if (response.status != 304 && !response.stream)
            out.content_length(response.body.size());
        out.keep_alive(keep);
        const auto [ec, bytes] = co_await http::async_write(stream_, out, as_result);
        failed = ec;
    } else {
        auto out = begin_response<http::string_body>(request, response);
        out.body() = std::move(response.body);
        out.keep_alive(keep);
        out.prepare_payload();
        const auto [ec, bytes] = co_await http::async_write(stream_, out, as_result);
        failed = ec;
    }
    co_return keep && !failed;
}

/// In chunks, so that the connection can go on; to a client of HTTP/1.0 until the connection ends.
asio::awaitable<bool> http_session::write_stream(const upgrade_request& request,
                                                 const http_response& response, bool keep) {
    const bool chunked = request.version() >= 11;
    auto header = begin_response<http::empty_body>(request, response);
    header.chunked(chunked);
    header.keep_alive(keep && chunked);
    http::response_serializer<http::empty_body> serializer{header};
    const auto header_written = co_await http::async_write_header(stream_, serializer, as_result);
    boost::system::error_code failed = std::get<0>(header_written);
    while (!failed) {
        const auto piece = co_await response.stream->next();
        if (!piece)
            co_return false;
        if (piece->empty())
            break;
        stream_.expires_after(write_deadline);
        const auto bytes = asio::buffer(*piece);
        if (chunked) {
            const auto chunk = http::make_chunk(bytes);
            const auto written = co_await asio::async_write(stream_, chunk, as_result);
            failed = std::get<0>(written);
        } else {
            const auto written = co_await asio::async_write(stream_, bytes, as_result);
            failed = std::get<0>(written);
        }
    }
    if (failed || !chunked)
        co_return false;
    stream_.expires_after(write_deadline);
    const auto last = http::make_chunk_last();
    const auto written = co_await asio::async_write(stream_, last, as_result);
    co_return keep && !std::get<0>(written);
}

asio::awaitable<void> http_session::refuse(const upgrade_request& request, http_response response) {
    open_ = co_await write(request, std::move(response));
}

asio::ip::tcp::socket http_session::release_socket() {
    stream_.expires_never();
    return stream_.release_socket();
}

} // namespace crier
