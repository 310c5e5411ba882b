// A browser's bytes as WebSocket messages. Input: a byte that chooses the pieces, its lowest bit
// whether compression was agreed on; then what comes over TCP.

#include "fuzz/property.hpp"

#include "protocol/utf8.hpp"
#include "subscribe/inflater.hpp"
#include "subscribe/websocket_reader.hpp"

#include <cstring>
#include <vector>

namespace crier::fuzz {
namespace {

constexpr std::size_t message_bytes_max = 600;

/// What an event said, kept.
struct told {
    std::size_t kind = 0;
    std::string bytes;
    bool text = false;
    bool compressed = false;
    unsigned code = 0;

    friend bool operator==(const told&, const told&) = default;
};

told keep(const websocket_reader::event& event) {
    told out{event.index(), {}};
    if (const auto* message = std::get_if<websocket_reader::message>(&event)) {
        out.bytes = message->bytes;
        out.text = message->text;
        out.compressed = message->compressed;
    } else if (const auto* ping = std::get_if<websocket_reader::ping>(&event)) {
        out.bytes = ping->payload;
    } else if (const auto* why = std::get_if<websocket_reader::ending>(&event)) {
        out.bytes = why->reason;
        out.code = why->code;
    }
    return out;
}

template <class NextSize>
std::vector<told> read(std::string bytes, bool compression, NextSize next_size) {
    std::vector<told> out;
    websocket_reader reader{message_bytes_max, compression};
    std::span<char> rest{bytes};
    while (!rest.empty()) {
        // A piece of its own size, so that reading past its end is seen.
        const std::span<char> come = rest.first(next_size(rest.size()));
        rest = rest.subspan(come.size());
        std::vector<char> copy{come.begin(), come.end()};
        std::span<char> piece{copy};
        while (const auto event = reader.next(piece)) {
            out.push_back(keep(*event));
            if (std::holds_alternative<websocket_reader::ending>(*event))
                return out;
        }
        require(piece.empty(), "a reader takes all that has come");
    }
    return out;
}

void check_message(const told& message, bool compression) {
    require(message.bytes.size() <= message_bytes_max, "a message has a limit");
    require(compression || !message.compressed, "nothing is compressed that wasn't agreed on");
    if (!message.compressed) {
        require(!message.text || is_utf8(message.bytes), "a text is UTF-8");
        if (message.text)
            check_client_messages(message.bytes);
        return;
    }
    std::string text;
    const auto fault = inflater{}.inflate(message.bytes, message_bytes_max, text);
    if (fault == inflater::fault::none && message.text && is_utf8(text))
        check_client_messages(text);
}

void check_ending(const told& ending) {
    const std::string answer = close_frame(static_cast<close_code>(ending.code), ending.bytes);
    require(answer.size() <= 2 + control_payload_max, "an ending can be answered");
    // As a client would send it: masked, by zeros.
    std::string sent = answer;
    sent[1] = static_cast<char>(static_cast<unsigned char>(sent[1]) | 0x80U);
    sent.insert(2, 4, '\0');
    websocket_reader reader{message_bytes_max};
    std::span<char> bytes{sent};
    const auto event = reader.next(bytes);
    require(event && keep(*event).code == ending.code, "the code is one that may be sent");
}

} // namespace

void check_websocket(std::string_view input) {
    const unsigned chosen = take_byte(input);
    const bool compression = (chosen & 1U) != 0;
    pieces cut{chosen >> 1U};
    const auto whole = read(std::string{input}, compression, [](std::size_t left) { return left; });
    const auto in_pieces =
        read(std::string{input}, compression, [&](std::size_t left) { return cut.next(left); });
    require(whole == in_pieces, "pieces don't matter");
    for (const told& each : whole) {
        if (each.kind == websocket_reader::event{websocket_reader::message{}}.index())
            check_message(each, compression);
        else if (each.kind == websocket_reader::event{websocket_reader::ping{}}.index())
            require(each.bytes.size() <= control_payload_max, "a ping can be answered");
        else
            check_ending(each);
    }
}

} // namespace crier::fuzz
