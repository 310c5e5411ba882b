#pragma once

#include <cstdint>
#include <string>

namespace crier {

/// Where the NATS servers are, who we are to them, and the stream that hubs share.
struct nats_options {
    std::string urls =
        "nats://127.0.0.1:4222";  ///< nats://HOST:PORT, or tls://; several with commas
    std::string stream = "crier"; ///< also the first level of its subjects
    std::uint64_t replicas = 1;
    std::string user;
    std::string password_file;
    std::string token_file;
    std::string credentials; ///< a file as nsc makes it
    std::string authorities; ///< PEM file: whom to trust; with it, or tls://, TLS is spoken
    std::string certificate; ///< PEM file to show
    std::string key;
};

} // namespace crier
