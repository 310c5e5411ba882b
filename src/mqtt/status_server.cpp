#include "mqtt/status_server.hpp"

#include "async/completion.hpp"
#include "options/listening.hpp"
#include "protocol/event.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <string_view>
#include <utility>

namespace crier {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

/// A Prometheus or two and the probes take a handful.
constexpr std::size_t connections_max = 32;
constexpr std::uint32_t header_bytes_max = 16 * 1024;
/// For a request, from the answer before it on, and for an answer.
constexpr auto deadline = 60s;
/// When there are no descriptors left.
constexpr auto accept_pause = 100ms;
constexpr auto closing_time = 1s;

using request = http::request<http::empty_body>;
using response = http::response<http::string_body>;

response text_response(http::status status, std::string_view type, std::string body) {
    response out{status, 11};
    out.set(http::field::server, "crier-mqtt");
    out.set(http::field::content_type, beast::string_view{type.data(), type.size()});
    out.set(http::field::cache_control, "no-store");
    out.body() = std::move(body);
    return out;
}

response error_response(http::status status, std::string_view code, std::string_view message) {
    return text_response(status, "application/json", error_body(code, message));
}

response probe(const std::string& trouble, std::string_view good) {
    const auto status = trouble.empty() ? http::status::ok : http::status::service_unavailable;
    std::string said = trouble.empty() ? std::string{good} : trouble;
    return text_response(status, "text/plain; charset=utf-8", said.append("\n"));
}

response answer(const request& asked, const status_answers& answers) {
    if (asked.method() != http::verb::get && asked.method() != http::verb::head) {
        auto out = error_response(http::status::method_not_allowed, "method_not_allowed",
                                  "only GET is possible here");
        out.set(http::field::allow, "GET, HEAD");
        return out;
    }
    const std::string_view target{asked.target().data(), asked.target().size()};
    const std::string_view path = target.substr(0, target.find('?'));
    if (path == "/metrics") {
        return text_response(http::status::ok, "text/plain; version=0.0.4; charset=utf-8",
                             answers.metrics());
    }
    if (path == "/livez" || path == "/healthz")
        return probe({}, "ok");
    if (path == "/readyz")
        return probe(answers.trouble(), "ready");
    return error_response(http::status::not_found, "not_found",
                          "there are /metrics, /livez and /readyz here");
}

/// Whether it was the bytes that can't be read, rather than the connection that ended.
bool is_syntax_error(boost::system::error_code ec) {
    return ec.category() == make_error_code(http::error::bad_version).category() &&
           ec != http::error::end_of_stream && ec != http::error::partial_message;
}

} // namespace

status_server::status_server(tcp::acceptor listening, status_answers answers,
                             spdlog::logger& logger)
    : acceptor_{std::move(listening)},
      answers_{std::move(answers)},
      logger_{logger},
      group_{acceptor_.get_executor(), [&logger](const std::exception_ptr&) {
                 logger.error("serving metrics failed, which is a bug in the bridge");
             }} {
    group_.spawn(accept());
}

std::string status_server::local_address() const {
    return crier::local_address(acceptor_);
}

asio::awaitable<void> status_server::accept() {
    asio::steady_timer pause{acceptor_.get_executor()};
    bool told = false;
    for (;;) {
        auto accepted = co_await acceptor_.async_accept(as_result);
        auto& [ec, socket] = accepted;
        if (ec == asio::error::operation_aborted)
            co_return;
        if (ec) {
            if (!std::exchange(told, true))
                logger_.error("can't accept connections for metrics reason=\"{}\"", ec.message());
            pause.expires_after(accept_pause);
            co_await pause.async_wait(as_result);
        } else if (group_.size() <= connections_max) { // this task is one of them
            group_.spawn(serve(std::move(socket)));
        }
    }
}

asio::awaitable<void> status_server::serve(tcp::socket socket) {
    beast::tcp_stream stream{std::move(socket)};
    beast::flat_buffer buffer;
    for (bool more = true; more;) {
        http::request_parser<http::empty_body> parser;
        parser.header_limit(header_bytes_max);
        stream.expires_after(deadline);
        const auto [read_ec, read] =
            co_await http::async_read_header(stream, buffer, parser, as_result);
        if (read_ec && !is_syntax_error(read_ec))
            co_return;
        response out = read_ec ? error_response(http::status::bad_request, "bad_request",
                                                "this is not HTTP: " + read_ec.message())
                               : answer(parser.get(), answers_);
        more = !read_ec && parser.is_done() && parser.get().keep_alive(); // a body isn't read
        out.keep_alive(more);
        out.prepare_payload();
        if (parser.get().method() == http::verb::head)
            out.body().clear();
        stream.expires_after(deadline);
        const auto [write_ec, written] = co_await http::async_write(stream, out, as_result);
        if (write_ec)
            co_return;
    }
    boost::system::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> status_server::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    group_.cancel();
    std::ignore = co_await group_.wait_until(event::clock::now() + closing_time);
}

} // namespace crier
