#pragma once

// Messages and events as the bytes that a connection sends, WebSocket header included.

#include "broadcast/chunk.hpp"

#include <crier/message.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crier {

/// In what shape a connection gets its messages.
enum class delivery_format : std::uint8_t {
    websocket_json, ///< a message event, as a text message
    websocket_raw,  ///< the payload alone, as a text message, or a binary one where it is binary
};
inline constexpr std::array all_delivery_formats{delivery_format::websocket_json,
                                                 delivery_format::websocket_raw};

/// Encodes messages in one format, one behind the other in a chunk, so that neighbours can be sent
/// as one piece.
class encoder {
public:
    explicit encoder(delivery_format format) : format_{format} {}

    [[nodiscard]] slice encode(const message& message);

private:
    delivery_format format_;
    std::shared_ptr<chunk> chunk_;
    std::string text_; ///< of the message at hand; a member so that its memory is kept
};

/// A JSON event as a WebSocket text message, in a chunk of its own.
[[nodiscard]] slice encode_event(std::string_view json);

/// Bytes that are a whole frame already, such as a control frame, in a chunk of their own.
[[nodiscard]] slice encode_frame(std::string_view bytes);

} // namespace crier
