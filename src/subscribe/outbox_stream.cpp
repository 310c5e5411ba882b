#include "subscribe/outbox_stream.hpp"

namespace crier {
namespace {

/// Whether a whole frame is a close frame (RFC 6455, section 5.5.1): final, opcode 8.
bool is_close_frame(std::string_view bytes) noexcept {
    return bytes.starts_with('\x88');
}

} // namespace

void outbox_stream::queue_control(std::string_view bytes) {
    if (is_close_frame(bytes))
        outbox().close();
    outbox().push_control(encode_frame(bytes));
    flush();
}

} // namespace crier
