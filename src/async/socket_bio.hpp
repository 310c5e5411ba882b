#pragma once

// OpenSSL's way to a socket.

#include <openssl/types.h>

namespace crier {

/// A BIO that reads and writes a connected socket without blocking, and without the signal that
/// OpenSSL's own would raise where the peer has gone. The socket stays the caller's.
/// Throws std::bad_alloc.
[[nodiscard]] BIO* make_socket_bio(int socket);

} // namespace crier
