#pragma once

// OpenSSL's way to a socket.

#include <openssl/types.h>

#include <cstddef>

namespace crier {

/// A BIO that reads and writes a connected socket without blocking, and without the signal that
/// OpenSSL's own would raise where the peer has gone. The socket stays the caller's.
/// Throws std::bad_alloc.
[[nodiscard]] BIO* make_socket_bio(int socket);

/// Once so much more was read, there seems to be no more in the socket until this is called again:
/// OpenSSL goes on by itself as long as what comes is no data. At first there is no limit.
void limit_reading(BIO* bio, std::size_t bytes);

/// Whether what is written now is followed at once by more: then the kernel puts both into the same
/// segments. At first it isn't.
void announce_more(BIO* bio, bool follows) noexcept;

} // namespace crier
