#include "async/socket_bio.hpp"

#include <openssl/bio.h>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>

namespace crier {
namespace {

struct state {
    int socket;
    std::size_t may_read = std::numeric_limits<std::size_t>::max();
    bool more_follows = false;
};

state& state_of(BIO* bio) {
    return *static_cast<state*>(BIO_get_data(bio));
}

bool try_again() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int read_some(BIO* bio, char* into, std::size_t size, std::size_t* got) {
    BIO_clear_retry_flags(bio);
    state& from = state_of(bio);
    *got = 0;
    if (from.may_read == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    const ssize_t bytes = ::recv(from.socket, into, std::min(size, from.may_read), MSG_DONTWAIT);
    if (bytes < 0 && try_again())
        BIO_set_retry_read(bio);
    if (bytes == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    if (bytes <= 0)
        return 0;
    *got = static_cast<std::size_t>(bytes);
    from.may_read -= *got;
    return 1;
}

int write_some(BIO* bio, const char* from, std::size_t size, std::size_t* sent) {
    BIO_clear_retry_flags(bio);
    const state& to = state_of(bio);
    const ssize_t bytes = ::send(to.socket, from, size,
                                 MSG_DONTWAIT | MSG_NOSIGNAL | (to.more_follows ? MSG_MORE : 0));
    if (bytes < 0 && try_again())
        BIO_set_retry_write(bio);
    *sent = bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
    return bytes > 0 ? 1 : 0;
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_EOF)
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0; // nothing is held back here
}

int destroy(BIO* bio) {
    delete static_cast<state*>(BIO_get_data(bio));
    BIO_set_data(bio, nullptr);
    return 1;
}

BIO_METHOD* make_method() {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "crier socket");
    if (method == nullptr)
        throw std::bad_alloc{};
    BIO_meth_set_read_ex(method, read_some);
    BIO_meth_set_write_ex(method, write_some);
    BIO_meth_set_ctrl(method, control);
    BIO_meth_set_destroy(method, destroy);
    return method;
}

} // namespace

BIO* make_socket_bio(int socket) {
    static BIO_METHOD* const method = make_method();
    BIO* bio = BIO_new(method);
    if (bio == nullptr)
        throw std::bad_alloc{};
    BIO_set_data(bio, new state{socket});
    BIO_set_init(bio, 1);
    return bio;
}

void limit_reading(BIO* bio, std::size_t bytes) {
    state_of(bio).may_read = bytes;
}

void announce_more(BIO* bio, bool follows) noexcept {
    state_of(bio).more_follows = follows;
}

} // namespace crier
