#pragma once

// RFC 6455 as far as the load and the floor need it: the upgrade, frames out and frames in.

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crier::bench {

enum class opcode : unsigned char { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// `headers` are whole lines.
inline std::string upgrade_request(const std::string& path, std::string_view headers = {}) {
    return "GET " + path +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           std::string{headers} + "\r\n";
}

/// A server's frame but for its content; `mask` makes it a client's.
inline void append_ws_header(std::string& out, opcode type, std::size_t size, bool mask = false) {
    const std::size_t wide = size < 126 ? 0 : size < 65536 ? 2 : 8;
    const std::size_t length = wide == 0 ? size : wide == 2 ? 126 : 127;
    out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(type)));
    out.push_back(static_cast<char>((mask ? 0x80U : 0U) | length));
    for (std::size_t i = wide; i-- > 0;)
        out.push_back(static_cast<char>(size >> (8 * i) & 0xFFU));
}

/// A client's frame; masked with zeros, the content is its own bytes.
inline void append_ws_frame(std::string& out, opcode type, std::string_view content) {
    append_ws_header(out, type, content.size(), true);
    out.append(4, '\0').append(content);
}

struct ws_header {
    opcode type{};
    std::size_t header_bytes = 0;
    std::size_t content_bytes = 0;

    [[nodiscard]] bool is_control() const noexcept { return static_cast<unsigned char>(type) >= 8; }
};

/// The header at the front of a server's bytes; nothing while it isn't whole.
inline std::optional<ws_header> read_ws_header(std::string_view bytes) {
    if (bytes.size() < 2)
        return {};
    ws_header out;
    out.type = static_cast<opcode>(static_cast<unsigned char>(bytes[0]) & 0xFU);
    out.content_bytes = static_cast<unsigned char>(bytes[1]) & 0x7FU;
    const std::size_t wide = out.content_bytes < 126 ? 0 : out.content_bytes == 126 ? 2 : 8;
    out.header_bytes = 2 + wide;
    if (bytes.size() < out.header_bytes)
        return {};
    if (wide != 0)
        out.content_bytes = 0;
    for (std::size_t i = 0; i < wide; ++i)
        out.content_bytes = out.content_bytes << 8U | static_cast<unsigned char>(bytes[2 + i]);
    return out;
}

/// Sees to a control frame: a ping is answered, a close ends it all.
inline void heed_control(opcode type, std::string_view content, std::string& answer) {
    if (type == opcode::ping)
        append_ws_frame(answer, opcode::pong, content);
    else if (type == opcode::close)
        throw std::runtime_error{"the server closed: " +
                                 std::string{content.substr(content.size() < 2 ? 0 : 2)}};
}

/// What one connection has read and not yet taken: for a protocol inside WebSocket bytes that are
/// out of their frames already, then the beginning of a frame.
struct inbox {
    std::string partial;
    std::size_t unwrapped = 0;  ///< so many of `partial` are out of their frames
    std::size_t frame_rest = 0; ///< of a frame whose header is taken
};

/// Takes a stream of bytes out of its frames, in place.
class unwrapping {
public:
    /// `bytes` are `kept.partial` and what was read behind it.
    unwrapping(char* bytes, std::size_t size, inbox& kept, std::string& answer)
        : kept_{kept},
          begin_{bytes},
          end_{bytes + kept.unwrapped},
          raw_{end_},
          stop_{bytes + size} {
        while (raw_ < stop_ && (kept_.frame_rest > 0 || take_header(answer))) {
            const auto room = static_cast<std::size_t>(stop_ - raw_);
            const std::size_t taken = room < kept_.frame_rest ? room : kept_.frame_rest;
            // Nothing waits in front of it: what is there begins here instead of being moved.
            if (begin_ == end_)
                begin_ = end_ = raw_;
            if (end_ != raw_)
                std::memmove(end_, raw_, taken);
            end_ += taken;
            raw_ += taken;
            kept_.frame_rest -= taken;
        }
    }

    [[nodiscard]] std::string_view stream() const noexcept {
        return {begin_, static_cast<std::size_t>(end_ - begin_)};
    }

    /// `rest` of stream() isn't taken yet.
    void keep(std::string_view rest) {
        kept_.partial.assign(rest).append(raw_, static_cast<std::size_t>(stop_ - raw_));
        kept_.unwrapped = rest.size();
    }

private:
    bool take_header(std::string& answer) {
        for (;;) {
            const std::string_view bytes{raw_, static_cast<std::size_t>(stop_ - raw_)};
            const auto header = read_ws_header(bytes);
            if (!header)
                return false;
            if (!header->is_control()) {
                kept_.frame_rest = header->content_bytes;
                raw_ += header->header_bytes;
                return true;
            }
            if (bytes.size() < header->header_bytes + header->content_bytes)
                return false;
            heed_control(header->type, bytes.substr(header->header_bytes, header->content_bytes),
                         answer);
            raw_ += header->header_bytes + header->content_bytes;
        }
    }

    inbox& kept_;
    char* begin_;
    char* end_;
    char* raw_; ///< what is still in frames
    char* stop_;
};

} // namespace crier::bench
