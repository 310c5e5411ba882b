#include "async/socket_bio.hpp"

#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <boost/asio/write.hpp>

#include <openssl/bio.h>

#include <array>
#include <memory>

namespace crier {
namespace {

namespace asio = boost::asio;

struct free_bio {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, free_bio>;

TEST_CASE("no more is read than was allowed, and the rest once it is", "[async]") {
    connected_pair pair;
    const bio_ptr bio{make_socket_bio(pair.server->socket().native_handle())};
    asio::write(pair.client->socket(), asio::buffer("0123456789", 10));
    pair.await_bytes(*pair.server);
    std::array<char, 100> some{};
    CHECK(BIO_read(bio.get(), some.data(), 2) == 2); // there is no limit at first
    limit_reading(bio.get(), 5);
    CHECK(BIO_read(bio.get(), some.data(), some.size()) == 5);
    CHECK(BIO_read(bio.get(), some.data(), some.size()) <= 0);
    CHECK(BIO_should_read(bio.get()) != 0);
    limit_reading(bio.get(), 100);
    CHECK(BIO_read(bio.get(), some.data(), some.size()) == 3);
    CHECK(BIO_read(bio.get(), some.data(), some.size()) <= 0);
    CHECK(BIO_should_read(bio.get()) != 0);
}

TEST_CASE("what is announced to be followed by more waits for it", "[async]") {
    connected_pair pair;
    const bio_ptr bio{make_socket_bio(pair.server->socket().native_handle())};
    std::array<char, 100> some{};
    bool waited = false;
    // The kernel waits for a fifth of a second, which a busy machine may take from one line to the
    // next.
    for (int attempt = 0; attempt < 20 && !waited; ++attempt) {
        announce_more(bio.get(), true);
        REQUIRE(BIO_write(bio.get(), "ab", 2) == 2);
        std::size_t got = pair.client->read_now(some).bytes;
        waited = got == 0;
        announce_more(bio.get(), false);
        REQUIRE(BIO_write(bio.get(), "cd", 2) == 2);
        while (got < 4) {
            pair.await_bytes(*pair.client);
            got += pair.client->read_now(some).bytes;
        }
    }
    CHECK(waited);
}

TEST_CASE("the end of the stream is no reason to try again", "[async]") {
    connected_pair pair;
    const bio_ptr bio{make_socket_bio(pair.server->socket().native_handle())};
    pair.client.reset();
    pair.await_bytes(*pair.server);
    char any = 0;
    CHECK(BIO_read(bio.get(), &any, 1) <= 0);
    CHECK(BIO_should_retry(bio.get()) == 0);
    CHECK(BIO_eof(bio.get()) == 1);
}

} // namespace
} // namespace crier
