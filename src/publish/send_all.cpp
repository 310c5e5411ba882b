#include "publish/send_all.hpp"

#include "async/writable.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace crier {

namespace asio = boost::asio;

asio::awaitable<boost::system::error_code>
send_all(asio::ip::tcp::socket& socket, std::string_view bytes, event::clock::duration patience) {
    bool writable = true;
    auto moved_at = event::clock::now();
    for (;;) {
        boost::system::error_code ec;
        const std::size_t sent = socket.write_some(asio::buffer(bytes), ec);
        bytes.remove_prefix(sent);
        if (bytes.empty())
            co_return boost::system::error_code{};
        if (ec && ec != asio::error::would_block)
            co_return ec;
        if (sent > 0)
            moved_at = event::clock::now();
        else if (!writable)
            co_return asio::error::timed_out;
        writable = co_await wait_writable(socket, moved_at + patience);
    }
}

} // namespace crier
