#include "async/send_all.hpp"

#include "async/readiness.hpp"

#include <boost/asio/error.hpp>

namespace crier {

namespace asio = boost::asio;

asio::awaitable<boost::system::error_code> send_all(transport& connection, std::string_view bytes,
                                                    event::clock::duration patience) {
    bool writable = true;
    auto moved_at = event::clock::now();
    for (;;) {
        const iovec all{const_cast<char*>(bytes.data()), bytes.size()};
        const auto [sent, ec] = connection.write_now({&all, bytes.empty() ? 0U : 1U});
        bytes.remove_prefix(sent);
        if (bytes.empty() && !connection.has_unsent())
            co_return boost::system::error_code{};
        if (ec && ec != asio::error::would_block)
            co_return ec;
        if (sent > 0)
            moved_at = event::clock::now();
        else if (!writable)
            co_return asio::error::timed_out;
        writable = co_await wait_writable(connection.socket(), moved_at + patience);
    }
}

} // namespace crier
