#pragma once

// What TLS connections of one kind share: certificates, keys, whom to trust.

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace crier {

/// PEM files; an empty path: none.
struct tls_files {
    std::string certificate; ///< with the authorities between it and the root, in that order
    std::string key;         ///< the certificate's
    std::string authorities; ///< of the peers' certificates
};

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone, without renegotiation.
/// Sessions that were made keep what they began with when a context is replaced.
class tls_context {
public:
    /// What the server's side does about the client's certificate.
    enum class client_certificate {
        unasked,
        verified, ///< asked for; one that `authorities` don't vouch for ends the handshake
    };

    /// A server's. Throws std::runtime_error that names the file and what is wrong with it.
    [[nodiscard]] static tls_context server(const tls_files& files, client_certificate wanted);
    /// A client's: trusts `authorities`, or else those of the system. Throws likewise.
    [[nodiscard]] static tls_context client(const tls_files& files);

    /// Says that HTTP/1.1 is spoken to clients that ask (ALPN, RFC 7301); those that speak
    /// something else alone are refused.
    void speak_http();

    /// A session for transport::secure(), on the server's side.
    [[nodiscard]] SSL* accept() const;
    /// The same on the client's side; the server's certificate must be for `host`.
    [[nodiscard]] SSL* connect(const std::string& host) const;

private:
    explicit tls_context(boost::asio::ssl::context::method side);

    void use_own(const tls_files& files);
    void trust(const std::string& file);

    boost::asio::ssl::context context_;
};

} // namespace crier
