#include "subscribe/websocket_reader.hpp"

#include "protocol/big_endian.hpp"
#include "protocol/utf8.hpp"

#include <algorithm>
#include <utility>

namespace crier {
namespace {

/// The codes that may be on the wire (RFC 6455, section 7.4, and the registry it founded).
bool may_be_sent(std::uint16_t code) noexcept {
    if (code < 1000 || code == 1004 || code == 1005 || code == 1006)
        return false;
    return code <= 1013 || code >= 3000;
}

websocket_reader::ending broken(close_code code, std::string_view what) {
    return {static_cast<std::uint16_t>(code), what};
}

websocket_reader::ending read_close(std::string_view payload) {
    if (payload.empty())
        return broken(close_code::normal, {});
    const auto code = take_big_endian<std::uint16_t>(payload);
    if (code && may_be_sent(*code) && is_utf8(payload))
        return {*code, {}};
    return broken(close_code::protocol_error, "a close frame that makes no sense");
}

} // namespace

std::optional<websocket_reader::event> websocket_reader::next(std::span<char>& bytes) {
    for (;;) {
        if (!in_frame_) {
            forget_what_was_told();
            if (!take_header(bytes))
                return std::nullopt;
            if (const auto wrong = fault(); !wrong.empty())
                return broken(close_code::protocol_error, wrong);
            if (!is_control()) {
                if (remaining_ > message_bytes_max_ - message_bytes_)
                    return broken(close_code::message_too_big, "message too big");
                if (opcode() != websocket_opcode::continuation) {
                    text_ = opcode() == websocket_opcode::text;
                    compressed_ = (byte(0) & 0x40U) != 0;
                }
                in_message_ = !is_final();
            }
        }
        const std::size_t count = std::min<std::uint64_t>(remaining_, bytes.size());
        const std::span<char> piece = bytes.first(count);
        bytes = bytes.subspan(count);
        remaining_ -= count;
        in_frame_ = remaining_ > 0;
        unmask(piece);
        auto told =
            is_control() ? take_control({piece.data(), count}) : take_data({piece.data(), count});
        if (told || in_frame_)
            return told;
    }
}

void websocket_reader::forget_what_was_told() {
    if (std::exchange(told_, false)) {
        message_bytes_ = checked_bytes_ = 0;
        kept_ = {};
    }
    kept_.resize(message_bytes_);
}

/// Whether the whole header is there.
bool websocket_reader::take_header(std::span<char>& bytes) {
    while (header_size_ < header_bytes()) {
        if (bytes.empty())
            return false;
        const std::size_t count = std::min(header_bytes() - header_size_, bytes.size());
        std::copy_n(bytes.begin(), count, header_.begin() + header_size_);
        header_size_ += static_cast<std::uint8_t>(count);
        bytes = bytes.subspan(count);
    }
    std::string_view length{header_.data() + 2, header_size_ - 2U};
    remaining_ = length_code();
    if (length_code() == length_in_2_bytes)
        remaining_ = *take_big_endian<std::uint16_t>(length);
    else if (length_code() == length_in_8_bytes)
        remaining_ = *take_big_endian<std::uint64_t>(length);
    header_size_ = key_at_ = 0;
    return true;
}

/// What of the frame that begins breaks the protocol, if anything.
std::string_view websocket_reader::fault() const noexcept {
    const bool continues = opcode() == websocket_opcode::continuation;
    const unsigned reserved_bits = compression_ && !is_control() && !continues ? 0x30 : 0x70;
    if ((byte(0) & reserved_bits) != 0)
        return "a reserved bit is set";
    if (opcode() > (is_control() ? websocket_opcode::pong : websocket_opcode::binary))
        return "a reserved opcode";
    if (!is_masked())
        return "a frame that isn't masked";
    if (is_control() && !is_final())
        return "a control frame in fragments";
    if (is_control() && length_code() > control_payload_max)
        return "a control frame over 125 bytes";
    if (!is_control() && continues != in_message_)
        return continues ? "a continuation of nothing" : "a message within another";
    if ((length_code() == length_in_2_bytes && remaining_ < length_in_2_bytes) ||
        (length_code() == length_in_8_bytes && remaining_ <= 0xFFFF))
        return "a length in more bytes than it needs";
    return {};
}

std::optional<websocket_reader::event> websocket_reader::take_control(std::string_view piece) {
    std::string_view payload = piece;
    if (in_frame_ || kept_.size() > message_bytes_) {
        kept_ += piece;
        payload = std::string_view{kept_}.substr(message_bytes_);
    }
    if (in_frame_)
        return std::nullopt;
    if (opcode() == websocket_opcode::close)
        return read_close(payload);
    if (opcode() == websocket_opcode::ping)
        return ping{payload};
    return std::nullopt;
}

std::optional<websocket_reader::event> websocket_reader::take_data(std::string_view piece) {
    const bool whole = !in_frame_ && !in_message_;
    std::string_view bytes = piece;
    if (!whole || message_bytes_ > 0) {
        kept_ += piece;
        message_bytes_ = kept_.size();
        bytes = kept_;
    }
    if (text_ && !compressed_) {
        const auto characters = utf8_prefix(bytes.substr(checked_bytes_));
        if (!characters || (whole && checked_bytes_ + *characters < bytes.size()))
            return broken(close_code::invalid_payload, "a text that isn't UTF-8");
        checked_bytes_ += *characters;
    }
    if (!whole)
        return std::nullopt;
    told_ = true;
    return message{bytes, text_, compressed_};
}

void websocket_reader::unmask(std::span<char> bytes) noexcept {
    const char* const key = header_.data() + key_begin();
    for (char& byte : bytes) {
        byte = static_cast<char>(byte ^ key[key_at_]);
        key_at_ = (key_at_ + 1U) % 4;
    }
}

} // namespace crier
