#include "protocol/websocket_frame.hpp"

#include "protocol/big_endian.hpp"

#include <cassert>

namespace crier {

std::string_view websocket_header(websocket_opcode opcode, std::size_t payload_bytes,
                                  std::string& out, bool compressed) {
    constexpr unsigned final_fragment = 0x80;
    const unsigned reserved_bit_1 = compressed ? 0x40 : 0;
    out.clear();
    out.push_back(
        static_cast<char>(final_fragment | reserved_bit_1 | static_cast<unsigned>(opcode)));
    if (payload_bytes <= 125) {
        out.push_back(static_cast<char>(payload_bytes));
    } else if (payload_bytes <= 0xFFFF) {
        out.push_back(126);
        append_big_endian(out, static_cast<std::uint16_t>(payload_bytes));
    } else {
        out.push_back(127);
        append_big_endian(out, static_cast<std::uint64_t>(payload_bytes));
    }
    return out;
}

std::string control_frame(websocket_opcode opcode, std::string_view payload) {
    assert(payload.size() <= control_payload_max);
    std::string out;
    websocket_header(opcode, payload.size(), out);
    out += payload;
    return out;
}

std::string close_frame(close_code code, std::string_view reason) {
    std::string payload;
    append_big_endian(payload, static_cast<std::uint16_t>(code));
    payload += reason;
    return control_frame(websocket_opcode::close, payload);
}

std::string close_frame(errc why) {
    close_code code = close_code::internal_error;
    if (why == errc::unauthorized)
        code = close_code::unauthorized;
    else if (why == errc::forbidden)
        code = close_code::forbidden;
    else if (why == errc::token_expired)
        code = close_code::token_expired;
    return close_frame(code, name_of(why));
}

} // namespace crier
