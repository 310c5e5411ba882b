#include <crier/frame.hpp>

#include "protocol/big_endian.hpp"

namespace crier {
namespace {

void append_header(std::string& out, frame_type type, std::size_t body_bytes) {
    append_big_endian(out, static_cast<std::uint32_t>(body_bytes + 1));
    out.push_back(static_cast<char>(type));
}

refusal too_short(frame_type type) {
    return {errc::bad_frame,
            std::string{name_of(type)} + " is shorter than its fields; see docs/protocol.md"};
}

/// A text behind its length.
template <class Length>
std::optional<std::string_view> take_text(std::string_view& bytes) noexcept {
    const auto length = take_big_endian<Length>(bytes);
    if (!length || bytes.size() < *length)
        return std::nullopt;
    const std::string_view out = bytes.substr(0, *length);
    bytes.remove_prefix(*length);
    return out;
}

} // namespace

std::string_view name_of(frame_type type) noexcept {
    switch (type) {
    case frame_type::publish:
        return "PUBLISH";
    case frame_type::hello:
        return "HELLO";
    case frame_type::subscribe:
        return "SUBSCRIBE";
    case frame_type::unsubscribe:
        return "UNSUBSCRIBE";
    case frame_type::ping:
        return "PING";
    case frame_type::ack:
        return "ACK";
    case frame_type::welcome:
        return "WELCOME";
    case frame_type::message:
        return "MESSAGE";
    case frame_type::error:
        return "ERROR";
    case frame_type::pong:
        return "PONG";
    case frame_type::drain:
        return "DRAIN";
    }
    return "unknown";
}

void append_frame(std::string& out, frame_type type, std::string_view body) {
    append_header(out, type, body.size());
    out.append(body);
}

void append_publish(std::string& out, const publish_frame& publish) {
    constexpr std::size_t fixed = 1 + 8 + 8 + 2;
    append_header(out, frame_type::publish, fixed + publish.topic.size() + publish.payload.size());
    out.push_back(static_cast<char>(publish.format));
    append_big_endian(out, publish.seq);
    const auto sent = publish.sent_at ? publish.sent_at->time_since_epoch().count() : 0;
    append_big_endian(out, static_cast<std::uint64_t>(sent));
    append_big_endian(out, static_cast<std::uint16_t>(publish.topic.size()));
    out.append(publish.topic);
    out.append(publish.payload);
}

void append_ack(std::string& out, const ack_frame& ack) {
    append_header(out, frame_type::ack, 16);
    append_big_endian(out, ack.seq);
    append_big_endian(out, ack.offset.value);
}

void append_message(std::string& out, const message& message) {
    constexpr std::size_t fixed = 5 * 8 + 1 + 2 + 1;
    append_header(out, frame_type::message,
                  fixed + message.topic.size() + message.source.size() + message.payload.size());
    const auto microseconds = [](timestamp time) {
        return static_cast<std::uint64_t>(time.time_since_epoch().count());
    };
    append_big_endian(out, message.offset.value);
    append_big_endian(out, message.prev.value);
    append_big_endian(out, microseconds(message.time));
    append_big_endian(out, message.sent_at ? microseconds(*message.sent_at) : std::uint64_t{0});
    append_big_endian(out, message.seq);
    out.push_back(static_cast<char>(message.format));
    append_big_endian(out, static_cast<std::uint16_t>(message.topic.size()));
    out.append(message.topic);
    append_big_endian(out, static_cast<std::uint8_t>(message.source.size()));
    out.append(message.source);
    out.append(message.payload);
}

result<message> parse_message(std::string_view body) {
    const auto at = take_big_endian<std::uint64_t>(body);
    const auto prev = take_big_endian<std::uint64_t>(body);
    const auto time = take_big_endian<std::uint64_t>(body);
    const auto sent = take_big_endian<std::uint64_t>(body);
    const auto seq = take_big_endian<std::uint64_t>(body);
    const auto format = take_big_endian<std::uint8_t>(body);
    const auto topic = take_text<std::uint16_t>(body);
    const auto source = take_text<std::uint8_t>(body);
    const bool whole = at && prev && time && sent && seq && format && topic && source;
    if (!whole || *format > static_cast<std::uint8_t>(payload_format::binary))
        return too_short(frame_type::message);
    const auto as_time = [](std::uint64_t microseconds) {
        return timestamp{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
    };
    message out;
    out.offset = crier::offset{*at};
    out.prev = crier::offset{*prev};
    out.time = as_time(*time);
    if (*sent != 0)
        out.sent_at = as_time(*sent);
    out.seq = *seq;
    out.format = static_cast<payload_format>(*format);
    out.topic = *topic;
    out.source = *source;
    out.payload = body;
    return out;
}

result<publish_frame> parse_publish(std::string_view body) {
    const auto format = take_big_endian<std::uint8_t>(body);
    const auto seq = take_big_endian<std::uint64_t>(body);
    const auto sent = take_big_endian<std::uint64_t>(body);
    const auto topic_bytes = take_big_endian<std::uint16_t>(body);
    // Each is asked: where a wide field was missing, a narrower one after it may still have fitted.
    if (!format || !seq || !sent || !topic_bytes || body.size() < *topic_bytes)
        return too_short(frame_type::publish);
    if (*format > static_cast<std::uint8_t>(payload_format::binary)) {
        return refusal{errc::bad_frame, "PUBLISH has the format " + std::to_string(*format) +
                                            "; the formats are 0 text, 1 JSON, 2 binary"};
    }
    publish_frame out;
    out.format = static_cast<payload_format>(*format);
    out.seq = *seq;
    if (*sent != 0) {
        // A text of the year 9999 has four digits; nothing later can be told as PROTOCOL's times.
        constexpr std::uint64_t latest = 253'402'300'799'999'999;
        if (*sent > latest)
            return refusal{errc::bad_frame, "PUBLISH has a sent_at after the year 9999"};
        out.sent_at = timestamp{std::chrono::microseconds{static_cast<std::int64_t>(*sent)}};
    }
    out.topic = body.substr(0, *topic_bytes);
    out.payload = body.substr(*topic_bytes);
    return out;
}

result<ack_frame> parse_ack(std::string_view body) {
    const auto seq = take_big_endian<std::uint64_t>(body);
    const auto offset = take_big_endian<std::uint64_t>(body);
    if (!offset || !body.empty())
        return refusal{errc::bad_frame, "ACK is not 16 bytes long"};
    return ack_frame{*seq, crier::offset{*offset}};
}

} // namespace crier
