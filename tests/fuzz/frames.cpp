// A connection's bytes as frames, and every frame as what its type says, for the hub and for the
// libraries, and as lines of text. Input: a byte that chooses the pieces, then what comes over TCP.

#include "fuzz/property.hpp"

#include "protocol/client_message.hpp"
#include "protocol/frame_decoder.hpp"
#include "protocol/line_decoder.hpp"

#include <cstring>
#include <vector>

namespace crier::fuzz {
namespace {

constexpr std::size_t length_max = 2000;

struct decoded {
    std::vector<std::pair<frame_type, std::string>> frames;
    std::string fault;
    bool in_frame = false;

    friend bool operator==(const decoded&, const decoded&) = default;
};

/// `next_size`: how much is received next, where so much is left.
template <class NextSize>
decoded decode(std::string_view bytes, NextSize next_size) {
    decoded out;
    frame_decoder decoder{length_max};
    for (;;) {
        auto next = decoder.next();
        if (!next) {
            out.fault = next.error().message;
            require(!decoder.next().has_value(), "once failed, a decoder stays failed");
            return out;
        }
        if (*next) {
            out.frames.emplace_back((*next)->type, (*next)->body);
            continue;
        }
        if (bytes.empty())
            break;
        const auto room = decoder.room();
        require(!room.empty() && room.size() <= 64 * 1024, "there is room, and not too much");
        const std::size_t size = std::min(room.size(), next_size(bytes.size()));
        std::memcpy(room.data(), bytes.data(), size);
        decoder.received(size);
        bytes.remove_prefix(size);
    }
    out.in_frame = decoder.in_frame();
    return out;
}

/// The body of the one frame that `append` writes.
template <class Frame>
std::string written(void (*append)(std::string&, const Frame&), const Frame& content) {
    std::string out;
    append(out, content);
    if (out.size() <= length_max) {
        const auto all = decode(out, [](std::size_t left) { return left; });
        require(all.frames.size() == 1 && !all.in_frame, "what is written is one frame");
    }
    return out.substr(frame_header_bytes + 1);
}

/// What is read and written again is the same bytes.
template <class Frame>
void check_binary(std::string_view body, result<Frame> (*parse)(std::string_view),
                  void (*append)(std::string&, const Frame&)) {
    if (const auto parsed = parse(body))
        require(written(append, *parsed) == body, "a frame is written as it was read");
    else
        require(is_json(error_body("x", parsed.error().message)), "a refusal can be told");
}

/// What was written is read and written again as the same bytes.
template <class Frame>
void check_text(std::string_view body, result<Frame> (*parse)(std::string_view),
                void (*append)(std::string&, const Frame&)) {
    const auto parsed = parse(body);
    if (!parsed) {
        error_frame told{parsed.error(), std::nullopt};
        const auto again = parse_error(written(append_error, told));
        require(again && again->why == parsed.error(), "a refusal can be told");
        return;
    }
    const std::string ours = written(append, *parsed);
    const auto again = parse(ours);
    require(again.has_value(), "what is written can be read");
    require(written(append, *again) == ours, "a frame is read as it was written");
}

template <class Message>
void check_filters_of(std::string_view body, result<Message> (*parse)(std::string_view)) {
    const auto parsed = parse(body);
    if (parsed)
        require(!parsed->filters.empty() && !check_filters(parsed->filters),
                "filters were checked");
    else
        require(is_json(error_event(parsed.error(), {})), "a refusal can be told");
}

void check_body(frame_type type, std::string_view body) {
    switch (type) {
    case frame_type::publish:
        return check_binary(body, parse_publish, append_publish);
    case frame_type::hello:
        return check_text(body, parse_hello, append_hello);
    case frame_type::subscribe:
        return check_filters_of(body, parse_subscribe_body);
    case frame_type::unsubscribe:
        return check_filters_of(body, parse_unsubscribe_body);
    case frame_type::ack:
        return check_binary(body, parse_ack, append_ack);
    case frame_type::welcome:
        return check_text(body, parse_welcome, append_welcome);
    case frame_type::message:
        return check_binary(body, parse_message, append_message);
    case frame_type::error:
        return check_text(body, parse_error, append_error);
    case frame_type::drain:
        return check_text(body, parse_drain, append_drain);
    default:
        require(type == frame_type::ping || type == frame_type::pong || name_of(type) == "unknown",
                "every known type has its body read here");
    }
}

/// The same bytes, had they been lines.
template <class NextSize>
std::vector<std::string> decode_lines(std::string_view bytes, NextSize next_size) {
    std::vector<std::string> out;
    line_decoder decoder{{}, length_max};
    for (;;) {
        const auto next = decoder.next();
        if (!next)
            return out;
        if (*next) {
            const std::string_view text = (*next)->text;
            require(!text.empty() && text.size() <= length_max && text.find('\n') == text.npos,
                    "a line has no end in it");
            out.emplace_back(text);
            continue;
        }
        if (bytes.empty())
            return out;
        const auto room = decoder.room(64 * 1024);
        require(!room.empty() && room.size() <= 64 * 1024, "there is room, and not too much");
        const std::size_t size = std::min(room.size(), next_size(bytes.size()));
        std::memcpy(room.data(), bytes.data(), size);
        decoder.received(size);
        bytes.remove_prefix(size);
    }
}

} // namespace

void check_frames(std::string_view input) {
    pieces cut{take_byte(input)};
    require(decode_lines(input, [](std::size_t left) { return left; }) ==
                decode_lines(input, [&](std::size_t left) { return cut.next(left); }),
            "pieces don't matter");
    const decoded whole = decode(input, [](std::size_t left) { return left; });
    const decoded in_pieces = decode(input, [&](std::size_t left) { return cut.next(left); });
    require(whole == in_pieces, "pieces don't matter");
    std::string again;
    for (const auto& [type, body] : whole.frames) {
        append_frame(again, type, body);
        check_body(type, body);
    }
    require(input.starts_with(again), "frames are written as they were read");
}

} // namespace crier::fuzz
