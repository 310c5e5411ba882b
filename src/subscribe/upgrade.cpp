#include "subscribe/upgrade.hpp"

#include "subscribe/compression_offer.hpp"

#include <boost/asio/system_executor.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

/// Stands for a connection: keeps what Beast writes to it, and has nothing to be read.
class kept_bytes {
public:
    using executor_type = asio::system_executor;
    executor_type get_executor() const noexcept { return {}; }

    template <class Buffers>
    std::size_t write_some(const Buffers& from, boost::system::error_code& ec) {
        ec = {};
        const std::string more = beast::buffers_to_string(from);
        text.append(more);
        return more.size();
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& from) {
        boost::system::error_code never;
        return write_some(from, never);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& /*into*/, boost::system::error_code& ec) {
        ec = asio::error::eof;
        return 0;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& /*into*/) {
        return 0;
    }

    std::string text;
};

} // namespace

result<accepted_upgrade> accept_upgrade(const upgrade_request& request, bool compression) {
    const auto offered = request[beast::http::field::sec_websocket_extensions];
    const std::string extension =
        compression ? accept_compression({offered.data(), offered.size()}) : std::string{};
    auto decorate = [&extension](websocket::response_type& response) {
        response.set(beast::http::field::server, "crier");
        if (!extension.empty())
            response.set(beast::http::field::sec_websocket_extensions, extension);
    };
    websocket::stream<kept_bytes, false> handshake;
    handshake.set_option(websocket::stream_base::decorator(std::move(decorate)));
    boost::system::error_code ec;
    handshake.accept(request, ec);
    if (ec)
        return refusal{errc::bad_request, "this is no WebSocket handshake: " + ec.message()};
    return accepted_upgrade{std::move(handshake.next_layer().text), !extension.empty()};
}

} // namespace crier
