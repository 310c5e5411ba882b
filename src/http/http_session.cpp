#include "http/http_session.hpp"

#include "async/completion.hpp"
#include "protocol/query.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <chrono>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr auto header_deadline = 10s;
constexpr auto idle_deadline = 60s; // between two requests of one connection
constexpr auto write_deadline = 30s;
constexpr std::size_t header_bytes_max = std::size_t{16} * 1024;
constexpr std::size_t body_bytes_max = std::size_t{64} * 1024;

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

/// What answer() wants to know; nothing where the path can't be decoded.
std::optional<http_request> translate(const upgrade_request& request) {
    const split_target target = split_at_query(view(request.target()));
    auto path = percent_decode(target.path);
    if (!path || !path->starts_with('/'))
        return std::nullopt;
    http_request out;
    out.method = view(request.method_string());
    out.path = std::move(*path);
    out.query = target.query;
    out.if_none_match = view(request[http::field::if_none_match]);
    return out;
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
      stop_{stream_.get_executor()},
      stop_listener_{context.stop, stop_} {}

asio::awaitable<std::optional<upgrade_request>> http_session::serve() {
    while (open_) {
        upgrade_request request;
        const auto ec = co_await read(request);
        if (ec) {
            co_await refuse_bad_request(ec);
            break;
        }
        const auto asked = translate(request);
        if (!asked) {
            auto refused = error_response(400, "bad_request", "the path can't be decoded");
            open_ = co_await write(request, std::move(refused));
        } else if (asked->path == "/ws" && beast::websocket::is_upgrade(request)) {
            co_return std::move(request);
        } else {
            auto answered = answer(*asked, context_);
            open_ = co_await write(request, std::move(answered));
        }
    }
    boost::system::error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_return std::nullopt;
}

asio::awaitable<boost::system::error_code> http_session::read(upgrade_request& request) {
    using namespace asio::experimental::awaitable_operators;
    http::request_parser<http::string_body> parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(body_bytes_max);
    stream_.expires_after(std::exchange(first_, false) ? header_deadline : idle_deadline);
    auto outcome = co_await (http::async_read(stream_, buffer_, parser, as_result) || stop_.wait());
    if (outcome.index() == 1)
        co_return asio::error::operation_aborted;
    const auto [ec, bytes] = std::get<0>(outcome);
    if (!ec)
        request = parser.release();
    co_return ec;
}

/// Says what was wrong with a request that couldn't be read, where the client still listens.
asio::awaitable<void> http_session::refuse_bad_request(boost::system::error_code ec) {
    const upgrade_request unread;
    http_response refused;
    if (ec == http::error::header_limit)
        refused = error_response(431, "too_large", "the header is over the limit of 16 KiB");
    else if (ec == http::error::body_limit)
        refused = error_response(413, "too_large", "the body is over the limit of 64 KiB");
    else if (is_syntax_error(ec))
        refused = error_response(400, "bad_request", "this is not HTTP: " + ec.message());
    else
        co_return;
    open_ = false;
    std::ignore = co_await write(unread, std::move(refused));
}

/// Whether the connection can go on.
asio::awaitable<bool> http_session::write(const upgrade_request& request, http_response response) {
    const bool keep = open_ && request.keep_alive() && !context_.stop.requested();
    stream_.expires_after(write_deadline);
    boost::system::error_code failed;
    if (request.method() == http::verb::head || response.status == 304) {
        auto out = begin_response<http::empty_body>(request, response);
        if (response.status != 304)
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

asio::awaitable<void> http_session::refuse(const upgrade_request& request,
                                           const http_response& response) {
    open_ = co_await write(request, response);
}

asio::ip::tcp::socket http_session::release_socket() {
    stream_.expires_never();
    return stream_.release_socket();
}

} // namespace crier
