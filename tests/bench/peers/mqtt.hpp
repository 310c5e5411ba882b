#pragma once

// mosquitto: MQTT 3.1.1 at QoS 0, inside WebSocket's binary messages for subscribers, and over TCP
// for publishers.

#include "bench/peers/peer.hpp"

#include <optional>

namespace crier::bench {

class mqtt_peer final : public peer {
public:
    [[nodiscard]] std::string upgrade(const std::vector<std::string>& /*filters*/,
                                      bool /*from_start*/) const override {
        return upgrade_request("/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n");
    }

    [[nodiscard]] std::string subscribe(const std::vector<std::string>& filters) const override {
        std::string body{"\0\1", 2}; // the packet's own number, which SUBACK repeats
        for (const std::string& filter : filters) {
            append_text(body, filter);
            body.push_back('\0');
        }
        std::string packets = publisher_greeting();
        append_packet(packets, type_subscribe, body);
        std::string out;
        append_ws_frame(out, opcode::binary, packets);
        return out;
    }

    void take(char* bytes, std::size_t size, inbox& kept, arrivals& into) const override {
        unwrapping unwrapped{bytes, size, kept, into.answer};
        std::string_view rest = unwrapped.stream();
        while (const auto packet = read_header(rest)) {
            const std::string_view body = rest.substr(packet->header_bytes, packet->body_bytes);
            if ((packet->type & 0xF0U) == type_publish)
                into.deliver(body.substr(2 + length_of(body)));
            else if (packet->type == type_suback)
                heed_suback(body, into);
            rest.remove_prefix(packet->header_bytes + packet->body_bytes);
        }
        unwrapped.keep(rest);
    }

    /// A clean session, no keep-alive, and a name that the server chooses.
    [[nodiscard]] std::string publisher_greeting() const override {
        std::string body;
        append_text(body, "MQTT");
        body.append("\x04\x02\0\0", 4);
        append_text(body, "");
        std::string out;
        append_packet(out, type_connect, body);
        return out;
    }

    std::size_t append_message(std::string& out, std::string_view topic,
                               std::string_view payload) const override {
        std::string body;
        append_text(body, topic);
        append_packet(out, type_publish, body.append(payload));
        return out.size() - payload.size();
    }

    /// All that comes is CONNACK, whose last byte is 0.
    [[nodiscard]] std::string heed(std::string& bytes) const override {
        if (bytes.size() >= 4 && (bytes.size() > 4 || bytes[3] != '\0'))
            throw std::runtime_error{"mosquitto isn't content with a publisher"};
        return {};
    }

private:
    static constexpr unsigned char type_connect = 0x10;
    static constexpr unsigned char type_publish = 0x30;
    static constexpr unsigned char type_subscribe = 0x82;
    static constexpr unsigned char type_suback = 0x90;

    struct header {
        unsigned char type = 0;
        std::size_t header_bytes = 0;
        std::size_t body_bytes = 0;
    };

    /// The header of the packet at the front; nothing while the packet isn't whole.
    static std::optional<header> read_header(std::string_view bytes) {
        header out;
        for (std::size_t at = 1; at < 5 && at < bytes.size(); ++at) {
            const auto byte = static_cast<unsigned char>(bytes[at]);
            out.body_bytes |= std::size_t{byte & 0x7FU} << (7 * (at - 1));
            if ((byte & 0x80U) != 0)
                continue;
            out.type = static_cast<unsigned char>(bytes[0]);
            out.header_bytes = at + 1;
            if (bytes.size() < out.header_bytes + out.body_bytes)
                return {};
            return out;
        }
        return {};
    }

    static std::size_t length_of(std::string_view text) {
        return std::size_t{static_cast<unsigned char>(text[0])} << 8U |
               static_cast<unsigned char>(text[1]);
    }

    static void heed_suback(std::string_view body, arrivals& into) {
        if (body.find('\x80') != body.npos)
            throw std::runtime_error{"mosquitto refused a filter"};
        into.welcomed = true;
    }

    static void append_text(std::string& out, std::string_view text) {
        out.push_back(static_cast<char>(text.size() >> 8U));
        out.push_back(static_cast<char>(text.size() & 0xFFU));
        out.append(text);
    }

    static void append_packet(std::string& out, unsigned char type, std::string_view body) {
        out.push_back(static_cast<char>(type));
        for (std::size_t rest = body.size();; rest >>= 7U) {
            out.push_back(static_cast<char>((rest & 0x7FU) | (rest > 0x7FU ? 0x80U : 0U)));
            if (rest <= 0x7FU)
                break;
        }
        out.append(body);
    }
};

} // namespace crier::bench
