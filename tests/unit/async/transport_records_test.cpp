// What a connection with TLS looks like from the other side, record by record.

#include "async/transport.hpp"

#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <boost/asio/write.hpp>

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <array>
#include <span>

namespace crier {
namespace {

namespace asio = boost::asio;

/// The sizes of the records that come until there are `bytes`: OpenSSL reads one at a time.
std::vector<std::size_t> record_sizes(connected_pair& pair, std::size_t bytes) {
    std::vector<std::size_t> out;
    std::array<char, 32 * 1024> buffer{};
    for (std::size_t got = 0; got < bytes;) {
        std::size_t size = 0;
        if (SSL_read_ex(pair.client->tls(), buffer.data(), buffer.size(), &size) == 1) {
            out.push_back(size);
            got += size;
        } else {
            pair.await_bytes(*pair.client);
        }
    }
    return out;
}

std::size_t write_pieces(transport& to, std::span<const std::string> texts) {
    std::vector<iovec> pieces;
    for (const std::string& text : texts)
        pieces.push_back({const_cast<char*>(text.data()), text.size()});
    const auto came = to.write_now(pieces);
    REQUIRE_FALSE(came.ec);
    return came.bytes;
}

/// What `text` becomes on its way, without being sent.
std::string record_of(transport& from, std::string_view text) {
    BIO* const socket = SSL_get_wbio(from.tls());
    BIO_up_ref(socket);
    SSL_set0_wbio(from.tls(), BIO_new(BIO_s_mem()));
    std::size_t written = 0;
    REQUIRE(SSL_write_ex(from.tls(), text.data(), text.size(), &written) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(SSL_get_wbio(from.tls()), &bytes);
    std::string out{bytes, static_cast<std::size_t>(size)};
    SSL_set0_wbio(from.tls(), socket);
    return out;
}

void send_raw(transport& from, std::string_view bytes) {
    REQUIRE(asio::write(from.socket(), asio::buffer(bytes.data(), bytes.size())) == bytes.size());
}

using sizes = std::vector<std::size_t>;

TEST_CASE("small pieces go out in one record, large ones in full records", "[async]") {
    connected_pair pair{carried::secured};
    const std::string ten(10, 'a');
    SECTION("many small ones") {
        const std::vector<std::string> texts(50, std::string(100, 'x'));
        CHECK(write_pieces(*pair.server, texts) == 5000);
        CHECK(record_sizes(pair, 5000) == sizes{5000});
    }
    SECTION("a large one alone") {
        const std::vector<std::string> texts{std::string(40'000, 'x')};
        CHECK(write_pieces(*pair.server, texts) == 40'000);
        CHECK(record_sizes(pair, 40'000) == sizes{16'384, 16'384, 7'232});
    }
    SECTION("a large one between small ones, and some of nothing") {
        const std::vector<std::string> texts{"", ten, "", std::string(20'000, 'x'), ten, ""};
        CHECK(write_pieces(*pair.server, texts) == 20'020);
        CHECK(record_sizes(pair, 20'020) == sizes{16'384, 3'636});
    }
}

TEST_CASE("a part of a record is not something unread", "[async]") {
    connected_pair pair{carried::secured};
    const std::string record = record_of(*pair.client, "hello");
    std::array<char, 100> some{};
    // Who took it for something unread would ask again and again, without an end.
    std::size_t sent = 0;
    for (const std::size_t until : {3U, 12U}) {
        INFO(until);
        send_raw(*pair.client, std::string_view{record}.substr(sent, until - sent));
        sent = until;
        pair.await_bytes(*pair.server);
        CHECK(pair.server->read_now(some).ec == asio::error::would_block);
        CHECK_FALSE(pair.server->has_unread());
    }
    send_raw(*pair.client, std::string_view{record}.substr(sent));
    pair.await_bytes(*pair.server);
    CHECK(pair.server->read_now(some).bytes == 5);
}

TEST_CASE("a record that was changed on its way is an error", "[async]") {
    connected_pair pair{carried::secured};
    std::string record = record_of(*pair.client, "hello");
    record.back() = static_cast<char>(record.back() ^ 1);
    send_raw(*pair.client, record);
    pair.await_bytes(*pair.server);
    std::array<char, 100> some{};
    const auto came = pair.server->read_now(some);
    CHECK(came.bytes == 0);
    CHECK(came.ec);
    CHECK(came.ec != asio::error::would_block);
    CHECK(came.ec != asio::error::eof);
}

// OpenSSL goes on by itself after what isn't data: one connection could keep the loop for as long
// as it sent such records.
TEST_CASE("a read ends after a record without data, though more is there", "[async]") {
    connected_pair pair{carried::secured};
    constexpr int changes = 20;
    for (int i = 0; i < changes; ++i) {
        REQUIRE(SSL_key_update(pair.client->tls(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1);
        REQUIRE(SSL_do_handshake(pair.client->tls()) == 1);
    }
    std::size_t written = 0;
    REQUIRE(SSL_write_ex(pair.client->tls(), "hello", 5, &written) == 1);
    std::array<char, 100> some{};
    int reads = 0;
    transport::outcome came;
    while (came.bytes == 0) {
        pair.await_bytes(*pair.server);
        came = pair.server->read_now(some);
        REQUIRE((!came.ec || came.ec == asio::error::would_block));
        ++reads;
    }
    CHECK(came.bytes == 5);
    CHECK(reads == changes + 1);
}

/// Stands in for a socket that takes a few bytes and no more.
class full_socket {
public:
    explicit full_socket(transport& of) : of_{of}, socket_{SSL_get_wbio(of.tls())} {
        BIO_up_ref(socket_);
        BIO* near = nullptr;
        REQUIRE(BIO_new_bio_pair(&near, room, &far_, room) == 1);
        SSL_set0_wbio(of.tls(), near);
    }
    ~full_socket() { BIO_free(far_); }
    full_socket(const full_socket&) = delete;
    full_socket& operator=(const full_socket&) = delete;

    /// The socket is there again, and sends what was taken.
    void make_room() {
        std::array<char, room> taken{};
        const int bytes = BIO_read(far_, taken.data(), room);
        REQUIRE(bytes > 0);
        SSL_set0_wbio(of_.tls(), socket_);
        send_raw(of_, {taken.data(), static_cast<std::size_t>(bytes)});
    }

private:
    static constexpr int room = 8;
    transport& of_;
    BIO* socket_;
    BIO* far_ = nullptr;
};

// A record that waited behind such a message was once taken for one that was on its way, and in its
// place went whatever another connection had written last.
TEST_CASE("a change of keys that the socket doesn't take costs no record", "[async]") {
    connected_pair pair{carried::secured};
    connected_pair other{carried::secured};
    REQUIRE(SSL_key_update(pair.client->tls(), SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(pair.client->tls()) == 1);
    pair.await_bytes(*pair.server);
    std::array<char, 100> some{};
    CHECK(pair.server->read_now(some).ec == asio::error::would_block);

    const std::string text = numbered_bytes(9'000);
    const iovec piece{const_cast<char*>(text.data()), text.size()};
    full_socket full{*pair.server};
    const auto came = pair.server->write_now({&piece, 1});
    CHECK(came.ec == asio::error::would_block);
    CHECK(came.bytes == 0);
    CHECK_FALSE(pair.server->has_unsent());
    const std::vector<std::string> secret{std::string(text.size(), '*')};
    write_pieces(*other.server, secret);
    full.make_room();
    const auto rest = std::string_view{text}.substr(came.bytes);
    CHECK((pair.carry(*pair.server, *pair.client, rest, 1000, came.bytes) == text));
}

} // namespace
} // namespace crier
