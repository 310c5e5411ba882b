#pragma once

// Certificates for tests, made when they are needed: none is in the tree.

#include "async/tls_context.hpp"

#include <openssl/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace crier {

/// An authority whose files are in a temporary folder, which goes with it.
class test_authority {
public:
    explicit test_authority(const std::string& name = "test authority");
    ~test_authority();
    test_authority(const test_authority&) = delete;
    test_authority& operator=(const test_authority&) = delete;

    /// The authority's certificate.
    [[nodiscard]] std::string file() const;

    /// A certificate and its key; `authorities` is this one's file. `hosts` as OpenSSL reads them:
    /// "DNS:localhost,IP:127.0.0.1"; empty: none. It is valid from an hour ago until `valid_for`
    /// from now, which may be past.
    [[nodiscard]] tls_files issue(const std::string& name, const std::string& hosts = {},
                                  std::chrono::seconds valid_for = std::chrono::hours{1}) const;

private:
    struct free_key {
        void operator()(EVP_PKEY* key) const noexcept;
    };
    struct free_certificate {
        void operator()(X509* certificate) const noexcept;
    };
    using key_ptr = std::unique_ptr<EVP_PKEY, free_key>;
    using certificate_ptr = std::unique_ptr<X509, free_certificate>;

    static key_ptr make_key();
    static certificate_ptr begin_certificate(const std::string& name, EVP_PKEY* key,
                                             std::chrono::seconds valid_for);
    static void add_extension(X509* certificate, int kind, const std::string& value);

    std::filesystem::path folder_;
    key_ptr key_;
    certificate_ptr certificate_;
};

} // namespace crier
