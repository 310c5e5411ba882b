#include "client/dial.hpp"

#include "async/completion.hpp"
#include "async/tls_context.hpp"
#include "async/tls_handshake.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using endpoints = std::vector<tcp::endpoint>;

refusal too_late(const std::string& what) {
    return {errc::timeout, what + " took too long"};
}

refusal failed(const std::string& what, const boost::system::error_code& ec) {
    return {errc::connection_ended, what + ": " + ec.message()};
}

/// Shared with the resolver, whose thread can't be interrupted: a look-up that comes too late finds
/// nobody waiting.
struct lookup {
    explicit lookup(const asio::any_io_executor& executor) : resolver{executor}, done{executor} {}

    tcp::resolver resolver;
    event done;
    bool is_done = false;
    boost::system::error_code ec;
    endpoints found;
};

asio::awaitable<result<endpoints>> look_up(std::string host, std::uint16_t port,
                                           event::clock::time_point deadline) {
    boost::system::error_code not_numeric;
    const auto address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric)
        co_return endpoints{tcp::endpoint{address, port}};

    const auto executor = co_await asio::this_coro::executor;
    const auto shared = std::make_shared<lookup>(executor);
    shared->resolver.async_resolve(
        host, std::to_string(port),
        [shared](const boost::system::error_code& ec, const tcp::resolver::results_type& found) {
            shared->ec = ec;
            for (const auto& entry : found)
                shared->found.push_back(entry.endpoint());
            shared->is_done = true;
            shared->done.notify();
        });
    std::ignore = co_await shared->done.wait_until(deadline); // is_done says more
    const std::string what = "looking up the name " + host;
    if (!shared->is_done)
        co_return too_late(what);
    if (shared->ec)
        co_return failed(what, shared->ec);
    co_return std::move(shared->found);
}

asio::awaitable<boost::system::error_code> connect_any(tcp::socket& socket,
                                                       const endpoints& candidates) {
    const auto [ec, endpoint] = co_await asio::async_connect(socket, candidates, as_result);
    co_return ec;
}

/// Why TLS can't begin, if it can't.
std::optional<refusal> secure(transport& connection, const connection_options& options) {
    try {
        const auto context = tls_context::client(
            {options.tls->certificate, options.tls->key, options.tls->authorities});
        connection.secure(context.connect(options.host));
        return std::nullopt;
    } catch (const std::runtime_error& error) {
        return refusal{errc::connection_ended, error.what()};
    }
}

} // namespace

asio::awaitable<result<transport>> dial(const connection_options& options,
                                        event::clock::time_point deadline) {
    using namespace asio::experimental::awaitable_operators;
    const auto found = co_await look_up(options.host, options.port, deadline);
    if (!found)
        co_return found.error();

    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket{executor};
    event never{executor};
    const auto first = co_await (connect_any(socket, *found) || never.wait_until(deadline));
    const std::string what =
        "connecting to " + options.host + " port " + std::to_string(options.port);
    if (first.index() == 1)
        co_return too_late(what);
    if (const auto ec = std::get<0>(first))
        co_return failed(what, ec);
    transport connection{std::move(socket)};
    if (options.tls) {
        const auto wrong = secure(connection, options);
        if (wrong)
            co_return *wrong;
        const auto failure = co_await shake_hands(connection, deadline);
        if (failure)
            co_return refusal{errc::connection_ended, what + " with TLS: " + *failure};
    }
    co_return std::move(connection);
}

} // namespace crier
