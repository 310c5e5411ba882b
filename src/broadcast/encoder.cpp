#include "broadcast/encoder.hpp"

#include "protocol/event.hpp"
#include "protocol/server_sent.hpp"

#include <crier/frame.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace crier {
namespace {

// 64 KiB at a time: one send of that size costs little more than one of 8 KiB, and a larger chunk
// would be held longer by the slowest of its readers.
constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

slice own_chunk(std::string_view head, std::string_view body) {
    auto bytes = std::make_shared<chunk>(head.size() + body.size());
    bytes->append(head, body);
    const std::uint32_t size = bytes->size();
    return slice{std::move(bytes), 0, size};
}

} // namespace

delivery_format deflated(delivery_format websocket) noexcept {
    return websocket == delivery_format::websocket_raw ? delivery_format::websocket_raw_deflated
                                                       : delivery_format::websocket_json_deflated;
}

delivery_format undeflated(delivery_format format) noexcept {
    if (format == delivery_format::websocket_json_deflated)
        return delivery_format::websocket_json;
    if (format == delivery_format::websocket_raw_deflated)
        return delivery_format::websocket_raw;
    return format;
}

slice encoder::encode(const message& message, topic_account& about) {
    text_.clear();
    switch (format_) {
    case delivery_format::websocket_json:
    case delivery_format::websocket_json_deflated:
        append_message_event(text_, message);
        return append_websocket(websocket_opcode::text, text_, about);
    case delivery_format::websocket_raw:
    case delivery_format::websocket_raw_deflated:
        return append_websocket(message.format == payload_format::binary ? websocket_opcode::binary
                                                                         : websocket_opcode::text,
                                message.payload, about);
    case delivery_format::server_sent: {
        std::string event;
        append_message_event(event, message);
        const std::string id = epoch_.text() + ":" + std::to_string(message.offset.value);
        append_server_sent(text_, "message", id, event);
        break;
    }
    case delivery_format::tcp_frame:
        append_message(text_, message);
        break;
    }
    return append({}, text_, about);
}

slice encoder::append_websocket(websocket_opcode opcode, std::string_view body,
                                topic_account& about) {
    std::string header; // short enough to need no memory of its own
    if (format_ != undeflated(format_) && body.size() >= compress_from_) {
        if (const auto compressed = deflater_.deflate(body)) {
            return append(websocket_header(opcode, compressed->size(), header, true), *compressed,
                          about);
        }
    }
    return append(websocket_header(opcode, body.size(), header), body, about);
}

slice encoder::append(std::string_view head, std::string_view body, topic_account& about) {
    const std::size_t bytes = head.size() + body.size();
    if (!chunk_ || !chunk_->has_room(bytes))
        chunk_ = std::make_shared<chunk>(std::max(chunk_bytes, bytes));
    const std::uint32_t begin = chunk_->size();
    chunk_->append(head, body, &about);
    return slice{chunk_, begin, chunk_->size()};
}

slice encode_event(std::string_view json) {
    std::string header;
    return own_chunk(websocket_header(websocket_opcode::text, json.size(), header), json);
}

slice encode_server_sent(std::string_view type, std::string_view id, std::string_view json) {
    std::string text;
    append_server_sent(text, type, id, json);
    return own_chunk(text, {});
}

slice encode_frame(std::string_view bytes) {
    return own_chunk(bytes, {});
}

} // namespace crier
