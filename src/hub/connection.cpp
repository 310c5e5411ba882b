#include "hub/connection.hpp"

#include "http/http_session.hpp"
#include "protocol/query.hpp"

#include <optional>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

/// Counts one for as long as it lives.
class counted {
public:
    explicit counted(std::size_t& count) : count_{count} { ++count_; }
    ~counted() { --count_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::size_t& count_;
};

/// What became of the HTTP part of a connection.
struct accepted_upgrade {
    asio::ip::tcp::socket socket;
    upgrade_request upgrade;
    subscribe_request request;
};

/// Serves HTTP until the connection ends (nothing) or a client asks for a WebSocket rightly. The
/// HTTP session's memory is free again once this returns.
asio::awaitable<std::optional<accepted_upgrade>> serve_http(asio::ip::tcp::socket socket,
                                                            http_context& context) {
    http_session session{std::move(socket), context};
    for (;;) {
        auto upgrade = co_await session.serve();
        if (!upgrade)
            co_return std::nullopt;
        const std::string_view target{upgrade->target().data(), upgrade->target().size()};
        auto request = parse_subscribe_request(split_at_query(target).query);
        if (request) {
            co_return accepted_upgrade{session.release_socket(), std::move(*upgrade),
                                       std::move(*request)};
        }
        const refusal& why = request.error();
        const http_response refused = error_response(400, name_of(why.code), why.message);
        co_await session.refuse(*upgrade, refused);
    }
}

} // namespace

asio::awaitable<void> run_web_connection(asio::ip::tcp::socket socket, web_context& context) {
    auto accepted = co_await serve_http(std::move(socket), context.http);
    if (!accepted)
        co_return;
    const counted subscriber{context.subscribers_connected};
    co_await run_ws_session(std::move(accepted->socket), std::move(accepted->upgrade),
                            std::move(accepted->request), context.subscribers);
}

} // namespace crier
