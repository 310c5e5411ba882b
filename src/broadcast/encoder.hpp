#pragma once

// Messages and events as the bytes that a connection sends, WebSocket header included.

#include "broadcast/chunk.hpp"
#include "broadcast/deflater.hpp"
#include "protocol/websocket_frame.hpp"

#include <crier/message.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace crier {

/// In what shape a connection gets its messages.
enum class delivery_format : std::uint8_t {
    websocket_json, ///< a message event, as a text message
    websocket_raw,  ///< the payload alone, as a text message, or a binary one where it is binary
    websocket_json_deflated, ///< the same as both above, compressed where that pays
    websocket_raw_deflated,
    server_sent, ///< a message event, as a server-sent event whose id is its position
    tcp_frame,   ///< a MESSAGE frame
};
inline constexpr std::array all_delivery_formats{delivery_format::websocket_json,
                                                 delivery_format::websocket_raw,
                                                 delivery_format::websocket_json_deflated,
                                                 delivery_format::websocket_raw_deflated,
                                                 delivery_format::server_sent,
                                                 delivery_format::tcp_frame};

/// The format of a WebSocket subscriber that takes compressed messages.
[[nodiscard]] delivery_format deflated(delivery_format websocket) noexcept;
/// The same format without compression, as one that isn't encoded once for all is sent.
[[nodiscard]] delivery_format undeflated(delivery_format format) noexcept;

/// Compresses nothing.
inline constexpr std::size_t compress_never = std::numeric_limits<std::size_t>::max();

/// Encodes messages in one format, one behind the other in a chunk, so that neighbours can be sent
/// as one piece.
class encoder {
public:
    /// `epoch` is that of the history, for formats that tell positions. Deflated formats compress
    /// messages from `compress_from` bytes on.
    encoder(delivery_format format, crier::epoch epoch, std::size_t compress_from = compress_never)
        : format_{format}, epoch_{epoch}, compress_from_{compress_from} {}

    /// `about`: the account of the message's topic.
    [[nodiscard]] slice encode(const message& message, topic_account& about);

private:
    slice append_websocket(websocket_opcode opcode, std::string_view body, topic_account& about);
    slice append(std::string_view head, std::string_view body, topic_account& about);

    delivery_format format_;
    crier::epoch epoch_;
    std::size_t compress_from_;
    deflater deflater_;
    std::shared_ptr<chunk> chunk_;
    std::string text_; ///< of the message at hand; a member so that its memory is kept
};

/// A JSON event as a WebSocket text message, in a chunk of its own.
[[nodiscard]] slice encode_event(std::string_view json);

/// A JSON event as a server-sent event of this type (WHATWG HTML, section 9.2.6), in a chunk of its
/// own. `id`, where there is one, is what a browser sends back as Last-Event-ID.
[[nodiscard]] slice encode_server_sent(std::string_view type, std::string_view id,
                                       std::string_view json);

/// Bytes that are a whole frame already, such as a control frame, in a chunk of their own.
[[nodiscard]] slice encode_frame(std::string_view bytes);

} // namespace crier
