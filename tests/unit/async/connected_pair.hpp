#pragma once

// Both ends of a connection over loopback, for tests of what goes through it.

#include "async/readiness.hpp"
#include "async/tls_handshake.hpp"
#include "async/transport.hpp"
#include "support/run_coroutine.hpp"
#include "support/test_authority.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>

#include <netinet/tcp.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

/// One authority and the server's certificate for all tests of a program: keys take time to make.
struct test_certificates {
    test_authority authority;
    tls_files server = authority.issue("hub", "DNS:localhost,IP:127.0.0.1");

    static const test_certificates& get() {
        static const test_certificates made;
        return made;
    }
    /// What a client has that trusts the authority.
    [[nodiscard]] tls_files trusted() const { return {{}, {}, authority.file()}; }
};

/// What bytes go through; `secured`: TLS between a server and a client that trusts it.
enum class carried { plain, secured };

/// A server's and a client's transport, connected.
class connected_pair {
public:
    struct outcome {
        std::optional<std::string> server; ///< why it couldn't shake hands
        std::optional<std::string> client;
    };

    /// Buffers of the sockets: 0 as the system likes.
    explicit connected_pair(carried by = carried::plain, int buffer_bytes = 0) {
        connect(buffer_bytes);
        if (by == carried::plain)
            return;
        const auto& made = test_certificates::get();
        const auto failed =
            secure(tls_context::server(made.server, tls_context::client_certificate::unasked),
                   tls_context::client(made.trusted()));
        if (failed.server || failed.client)
            throw std::runtime_error{failed.server ? *failed.server : *failed.client};
        carry(*server, *client, "x"); // and with it the session tickets, which come unasked
    }
    connected_pair(const connected_pair&) = delete;
    connected_pair& operator=(const connected_pair&) = delete;

    /// Puts TLS on both ends and shakes hands. `prepare` may change the client's session before.
    template <class Prepare>
    outcome secure(const tls_context& serving, const tls_context& connecting,
                   const std::string& host, Prepare prepare) {
        server->secure(serving.accept());
        client->secure(connecting.connect(host));
        prepare(client->tls());
        return shake_both();
    }
    outcome secure(const tls_context& serving, const tls_context& connecting,
                   const std::string& host = "localhost") {
        return secure(serving, connecting, host, [](SSL*) {});
    }

    /// Writes `bytes` and reads until they are there, and so many that were written `ahead` of
    /// them; at most `read_max` at once. All that came.
    std::string carry(transport& from, transport& to, std::string_view bytes,
                      std::size_t read_max = 64 * 1024, std::size_t ahead = 0) {
        std::string got;
        std::vector<char> buffer(read_max);
        const std::size_t wanted = ahead + bytes.size();
        while (got.size() < wanted || from.has_unsent()) {
            const iovec all{const_cast<char*>(bytes.data()), bytes.size()};
            const auto sent = from.write_now({&all, bytes.empty() ? 0U : 1U});
            if (sent.ec && sent.ec != boost::asio::error::would_block)
                throw boost::system::system_error{sent.ec};
            bytes.remove_prefix(sent.bytes);
            const auto read = to.read_now(buffer);
            got.append(buffer.data(), read.bytes);
            if (read.ec == boost::asio::error::would_block && sent.bytes == 0)
                await_bytes(to);
            else if (read.ec && read.ec != boost::asio::error::would_block)
                throw boost::system::system_error{read.ec};
        }
        return got;
    }

    void await_bytes(transport& at) {
        const bool there = run_coroutine(loop, wait_readable(at.socket(), soon()));
        if (!there)
            throw std::runtime_error{"nothing came"};
    }

    static event::clock::time_point soon() {
        return event::clock::now() + std::chrono::seconds{20};
    }

    boost::asio::io_context loop;
    std::optional<transport> server;
    std::optional<transport> client;

private:
    void connect(int buffer_bytes) {
        using boost::asio::ip::tcp;
        using buffers = boost::asio::socket_base;
        tcp::acceptor acceptor{loop, {boost::asio::ip::address_v4::loopback(), 0}};
        tcp::socket near{loop, tcp::v4()};
        if (buffer_bytes > 0) {
            // Before they connect, when TCP agrees on windows; and in segments that fit into them,
            // which loopback's don't: else it waits for its timers all the time.
            const auto make_small = [&](auto& socket) {
                using segment_size =
                    boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_MAXSEG>;
                socket.set_option(segment_size{1024});
                socket.set_option(buffers::receive_buffer_size{buffer_bytes});
                socket.set_option(buffers::send_buffer_size{buffer_bytes});
            };
            make_small(near);
            make_small(acceptor);
        }
        near.connect(acceptor.local_endpoint());
        server.emplace(acceptor.accept());
        client.emplace(std::move(near));
    }

    outcome shake_both() {
        using namespace boost::asio::experimental::awaitable_operators;
        const auto both = [this]() -> boost::asio::awaitable<outcome> {
            // Whoever fails hangs up, as the programs do: else the other would wait for more.
            auto [server_failed, client_failed] =
                co_await (shake_or_hang_up(*server) && shake_or_hang_up(*client));
            outcome out;
            out.server = std::move(server_failed);
            out.client = std::move(client_failed);
            co_return out;
        };
        return run_coroutine(loop, both());
    }

    static boost::asio::awaitable<std::optional<std::string>> shake_or_hang_up(transport& end) {
        auto failed = co_await shake_hands(end, soon());
        if (failed)
            end.shutdown_send();
        co_return failed;
    }
};

/// Bytes that are different everywhere, so that a hole or a repetition shows.
inline std::string numbered_bytes(std::size_t size) {
    std::string out;
    for (std::uint32_t number = 0; out.size() < size; ++number)
        out.append(std::to_string(number)).push_back(' ');
    out.resize(size);
    return out;
}

} // namespace crier
