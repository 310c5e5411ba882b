#include "async/tls_handshake.hpp"

#include "connected_pair.hpp"
#include "support/catch.hpp"

#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

namespace crier {
namespace {

namespace asio = boost::asio;
using client_certificate = tls_context::client_certificate;
using namespace std::chrono_literals;

tls_context plain_server() {
    return tls_context::server(test_certificates::get().server, client_certificate::unasked);
}

tls_context trusting_client() {
    return tls_context::client(test_certificates::get().trusted());
}

TEST_CASE("a certificate is for the names and addresses that it says", "[async]") {
    const std::string host = GENERATE("localhost", "127.0.0.1");
    connected_pair pair;
    const auto failed = pair.secure(plain_server(), trusting_client(), host);
    CHECK_FALSE(failed.server);
    CHECK_FALSE(failed.client);
    CHECK(pair.server->is_secure());
}

TEST_CASE("a client refuses a server that it can't trust, and says why", "[async]") {
    const test_authority& known = test_certificates::get().authority;
    const test_authority other{"another authority"};
    struct {
        tls_files shown;
        std::string host;
        std::string why;
    } wrong;
    SECTION("an authority that it doesn't know") {
        wrong = {other.issue("hub", "DNS:localhost"), "localhost",
                 "unable to get local issuer certificate"};
    }
    SECTION("a certificate for somebody else") {
        wrong = {known.issue("hub", "DNS:example.com"), "localhost", "hostname mismatch"};
    }
    SECTION("a certificate for another address") {
        wrong = {known.issue("hub", "IP:127.0.0.2,DNS:localhost"), "127.0.0.1",
                 "IP address mismatch"};
    }
    SECTION("a certificate whose time is over") {
        wrong = {known.issue("hub", "DNS:localhost", -1min), "localhost",
                 "certificate has expired"};
    }
    connected_pair pair;
    const auto failed = pair.secure(tls_context::server(wrong.shown, client_certificate::unasked),
                                    trusting_client(), wrong.host);
    REQUIRE(failed.client);
    CHECK_THAT(*failed.client, containing("the certificate is refused: " + wrong.why));
    REQUIRE(failed.server);
    CHECK_THAT(*failed.server, containing("alert"));
}

TEST_CASE("who speaks no TLS is told apart", "[async]") {
    const std::string said = GENERATE("GET / HTTP/1.1\r\n\r\n", "hello, who is there?\n");
    connected_pair pair;
    pair.server->secure(plain_server().accept());
    asio::write(pair.client->socket(), asio::buffer(said));
    const auto failed = run_coroutine(pair.loop, shake_hands(*pair.server, connected_pair::soon()));
    CHECK(failed == "the other side doesn't speak TLS");
}

TEST_CASE("who says nothing is waited for until the deadline", "[async]") {
    connected_pair pair;
    pair.server->secure(plain_server().accept());
    const auto failed =
        run_coroutine(pair.loop, shake_hands(*pair.server, event::clock::now() + 1ms));
    CHECK(failed == "the handshake took too long");
}

TEST_CASE("who hangs up in the middle is no wait until the deadline", "[async]") {
    connected_pair pair;
    pair.server->secure(plain_server().accept());
    asio::write(pair.client->socket(), asio::buffer("\x16\x03\x01", 3));
    pair.client.reset();
    const auto failed = run_coroutine(pair.loop, shake_hands(*pair.server, connected_pair::soon()));
    CHECK(failed == "the other side hung up");
}

TEST_CASE("versions before TLS 1.2 are refused", "[async]") {
    const int version = GENERATE(TLS1_VERSION, TLS1_1_VERSION);
    connected_pair pair;
    const auto speak_old = [version](SSL* session) {
        SSL_set_cipher_list(session, "ALL:@SECLEVEL=0"); // else it wouldn't even begin
        SSL_set_min_proto_version(session, version);
        SSL_set_max_proto_version(session, version);
    };
    const auto failed = pair.secure(plain_server(), trusting_client(), "localhost", speak_old);
    REQUIRE(failed.server);
    CHECK_THAT(*failed.server, containing("unsupported protocol"));
    CHECK(failed.client);
}

TEST_CASE("TLS 1.2 is spoken with forward secrecy", "[async]") {
    connected_pair pair;
    const auto speak_12 = [](SSL* session) {
        SSL_set_max_proto_version(session, TLS1_2_VERSION);
    };
    const auto failed = pair.secure(plain_server(), trusting_client(), "localhost", speak_12);
    REQUIRE_FALSE(failed.server);
    CHECK_THAT(SSL_get_cipher_name(pair.server->tls()), containing("ECDHE"));
    CHECK_THAT(SSL_get_cipher_name(pair.server->tls()), containing("GCM"));
}

TEST_CASE("a client without forward secrecy is refused", "[async]") {
    connected_pair pair;
    const auto speak_old = [](SSL* session) {
        SSL_set_max_proto_version(session, TLS1_2_VERSION);
        SSL_set_cipher_list(session, "AES128-SHA:AES256-GCM-SHA384");
    };
    const auto failed = pair.secure(plain_server(), trusting_client(), "localhost", speak_old);
    REQUIRE(failed.server);
    CHECK_THAT(*failed.server, containing("no shared cipher"));
}

TEST_CASE("a certificate's name is known to the side that it was shown to", "[async]") {
    const auto& made = test_certificates::get();
    const tls_context asking = tls_context::server(made.server, client_certificate::verified);
    connected_pair pair;
    SECTION("a client's, where it was asked for") {
        const auto client = tls_context::client(made.authority.issue("press-7"));
        CHECK_FALSE(pair.secure(asking, client).server);
        CHECK(certificate_name(*pair.server) == "press-7");
        CHECK(certificate_name(*pair.client) == "hub");
    }
    SECTION("in UTF-8") {
        const auto client = tls_context::client(made.authority.issue("Bäcker"));
        CHECK_FALSE(pair.secure(asking, client).server);
        CHECK(certificate_name(*pair.server) == "Bäcker");
    }
    SECTION("none where it was not asked for") {
        const auto client = tls_context::client(made.authority.issue("press-7"));
        CHECK_FALSE(pair.secure(plain_server(), client).server);
        CHECK(certificate_name(*pair.server).empty());
    }
    SECTION("none where the client has none") {
        CHECK_FALSE(pair.secure(asking, trusting_client()).server);
        CHECK(certificate_name(*pair.server).empty());
    }
    SECTION("none in a certificate without a name") {
        const auto client = tls_context::client(made.authority.issue(""));
        CHECK_FALSE(pair.secure(asking, client).server);
        CHECK(certificate_name(*pair.server).empty());
    }
    SECTION("none without TLS") {
        CHECK(certificate_name(*pair.server).empty());
    }
}

TEST_CASE("a server refuses a certificate of an authority that it doesn't trust", "[async]") {
    const auto& made = test_certificates::get();
    const test_authority other{"another authority"};
    tls_files shown =
        GENERATE_REF(other.issue("press-7"), made.authority.issue("press-7", {}, -1min));
    shown.authorities = made.authority.file();
    connected_pair pair;
    const auto failed = pair.secure(tls_context::server(made.server, client_certificate::verified),
                                    tls_context::client(shown));
    REQUIRE(failed.server);
    CHECK_THAT(*failed.server, containing("the certificate is refused: "));
    CHECK(certificate_name(*pair.server).empty());
}

} // namespace
} // namespace crier
