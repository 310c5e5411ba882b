#include "client/http_exchange.hpp"

#include "async/completion.hpp"
#include "async/transport.hpp"
#include "client/dial.hpp"
#include "client/token.hpp"
#include "protocol/json_members.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <array>
#include <tuple>
#include <variant>

namespace crier {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
constexpr std::size_t answer_bytes_max = std::size_t{64} * 1024 * 1024;

std::string host_and_port(const connection_options& options) {
    const bool bracketed = options.host.find(':') != std::string::npos;
    return (bracketed ? "[" + options.host + "]" : options.host) + ":" +
           std::to_string(options.port);
}

std::string encode(const http_question& question, const connection_options& options,
                   const std::string& token) {
    std::string out = question.method + " " + question.target +
                      " HTTP/1.1\r\nHost: " + host_and_port(options) +
                      "\r\nUser-Agent: crier\r\nConnection: close\r\n";
    if (!token.empty())
        out += "Authorization: Bearer " + token + "\r\n";
    for (const auto& [name, value] : question.headers)
        out.append(name).append(": ").append(value).append("\r\n");
    if (!question.body.empty())
        out += "Content-Length: " + std::to_string(question.body.size()) + "\r\n";
    return out + "\r\n" + question.body;
}

refusal cut_off(const std::string& where, const boost::system::error_code& ec) {
    const bool ended = ec == http::error::end_of_stream || ec == http::error::partial_message ||
                       ec == asio::error::eof;
    if (ended)
        return {errc::connection_ended, where + " ended the connection"};
    const bool broke = ec.category() == boost::system::system_category();
    return {errc::connection_ended,
            where + (broke ? ": " : " can't be understood: ") + ec.message()};
}

} // namespace

struct http_exchange::connected {
    explicit connected(transport&& made) : connection{std::move(made)} {
        parser.body_limit(boost::none);
    }

    transport connection;
    std::string where;
    boost::beast::flat_buffer buffer;
    http::response_parser<http::buffer_body> parser;
    std::array<char, piece_bytes> piece{};
};

namespace {

using outcome = boost::system::error_code;

asio::awaitable<outcome> write_all(transport& connection, const std::string& bytes) {
    const auto all = asio::buffer(bytes);
    const auto [ec, written] = co_await asio::async_write(connection, all, as_result);
    co_return ec;
}

template <class Parts>
asio::awaitable<outcome> read_head(Parts& parts) {
    const auto [ec, bytes] =
        co_await http::async_read_header(parts.connection, parts.buffer, parts.parser, as_result);
    co_return ec;
}

template <class Parts>
asio::awaitable<outcome> read_some(Parts& parts) {
    const auto [ec, bytes] =
        co_await http::async_read_some(parts.connection, parts.buffer, parts.parser, as_result);
    co_return ec == http::error::need_buffer ? outcome{} : ec;
}

/// What an operation came to, or timed_out.
asio::awaitable<outcome> by(event::clock::time_point deadline, asio::awaitable<outcome> operation) {
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    const auto first = co_await (std::move(operation) || never.wait_until(deadline));
    co_return first.index() == 0 ? std::get<0>(first) : outcome{asio::error::timed_out};
}

} // namespace

http_exchange::http_exchange(std::unique_ptr<connected> parts) : parts_{std::move(parts)} {}
http_exchange::http_exchange(http_exchange&&) noexcept = default;
http_exchange& http_exchange::operator=(http_exchange&&) noexcept = default;
http_exchange::~http_exchange() = default;

asio::awaitable<result<http_exchange>> http_exchange::ask(const connection_options& options,
                                                          http_question question,
                                                          event::clock::time_point deadline) {
    const auto token = token_of(options);
    if (!token)
        co_return token.error();
    auto dialled = co_await dial(options, deadline);
    if (!dialled)
        co_return dialled.error();
    auto parts = std::make_unique<connected>(std::move(*dialled));
    parts->where = host_and_port(options);
    const std::string bytes = encode(question, options, *token);
    outcome ec = co_await by(deadline, write_all(parts->connection, bytes));
    if (!ec)
        ec = co_await by(deadline, read_head(*parts));
    if (ec == asio::error::timed_out)
        co_return refusal{errc::timeout, parts->where + " took too long to answer"};
    if (ec)
        co_return cut_off(parts->where, ec);
    co_return http_exchange{std::move(parts)};
}

unsigned http_exchange::status() const noexcept {
    return parts_->parser.get().result_int();
}

std::string http_exchange::content_type() const {
    const auto field = parts_->parser.get()[http::field::content_type];
    const std::string_view text{field.data(), field.size()};
    return std::string{text.substr(0, text.find(';'))};
}

asio::awaitable<result<std::string_view>> http_exchange::read(event::clock::time_point deadline) {
    connected& parts = *parts_;
    while (!parts.parser.is_done()) {
        auto& body = parts.parser.get().body();
        body.data = parts.piece.data();
        body.size = parts.piece.size();
        const outcome ec = co_await by(deadline, read_some(parts));
        if (ec == asio::error::timed_out)
            co_return refusal{errc::timeout, parts.where + " has been silent for too long"};
        if (ec)
            co_return cut_off(parts.where, ec);
        const std::size_t bytes = parts.piece.size() - parts.parser.get().body().size;
        if (bytes > 0)
            co_return std::string_view{parts.piece.data(), bytes};
    }
    co_return std::string_view{};
}

asio::awaitable<result<http_answer>> ask_once(const connection_options& options,
                                              http_question question,
                                              event::clock::time_point deadline) {
    auto exchange = co_await http_exchange::ask(options, std::move(question), deadline);
    if (!exchange)
        co_return exchange.error();
    http_answer answer;
    answer.status = exchange->status();
    for (;;) {
        const auto piece = co_await exchange->read(deadline);
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return answer;
        answer.body.append(*piece);
        if (answer.body.size() > answer_bytes_max)
            co_return refusal{errc::frame_too_large, "the answer is longer than 64 MiB"};
    }
}

refusal refusal_in(const http_answer& answer) {
    const auto told = parse_object(answer.body, "the answer");
    const boost::json::value* error = told ? told->if_contains("error") : nullptr;
    if (error != nullptr && error->is_object()) {
        const auto code = optional_string(error->get_object(), "code");
        const auto message = optional_string(error->get_object(), "message");
        if (code && *code && message && *message)
            return {errc_named(**code), **message};
    }
    return {errc::internal, "HTTP status " + std::to_string(answer.status) +
                                ", in words that are not a hub's: is this the address of one?"};
}

} // namespace crier
