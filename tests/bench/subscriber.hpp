#pragma once

// One WebSocket connection of the benchmark's load: parses frames where they lie and checks that
// nothing is missing, doubled or out of order.

#include "bench/sockets.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace crier::bench {

/// Every payload begins with its number in this many digits.
inline constexpr std::size_t counter_digits = 20;

/// What came over all connections.
struct tally {
    std::uint64_t delivered = 0;
    std::uint64_t missing = 0;
    std::uint64_t repeated = 0; ///< doubled, or out of order
};

class subscriber {
public:
    subscriber(std::uint16_t web_port, bool json, std::size_t payload_bytes)
        : socket_{connect_to(web_port)}, json_{json}, payload_bytes_{payload_bytes} {
        send_all(socket_.get(), std::string{"GET /ws?topics=bench&format="} +
                                    (json ? "json" : "raw") +
                                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        std::string head;
        for (char byte = 0; !head.ends_with("\r\n\r\n"); head.push_back(byte))
            receive(socket_.get(), &byte, 1);
        if (!head.starts_with("HTTP/1.1 101 "))
            throw std::runtime_error{"the hub refused a subscriber: " + head};
        never_block(socket_.get());
    }

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }

    /// Reads once into `buffer`, which all connections share, and counts what came.
    void read(std::string& buffer, tally& counted) {
        std::memcpy(buffer.data(), partial_.data(), partial_.size());
        const std::size_t begin = partial_.size();
        const std::size_t got =
            receive(socket_.get(), buffer.data() + begin, buffer.size() - begin);
        std::string_view bytes{buffer.data(), begin + got};
        while (take_frame(bytes, counted)) {
        }
        partial_.assign(bytes);
    }

private:
    /// Takes one whole frame off the front; false when there is none.
    bool take_frame(std::string_view& bytes, tally& counted) {
        if (bytes.size() < 2)
            return false;
        const unsigned opcode = static_cast<unsigned char>(bytes[0]) & 0xFU;
        std::size_t length = static_cast<unsigned char>(bytes[1]) & 0x7FU;
        std::size_t header = 2;
        if (length >= 126) {
            const std::size_t wide = length == 126 ? 2 : 8;
            header += wide;
            if (bytes.size() < header)
                return false;
            length = 0;
            for (std::size_t i = 0; i < wide; ++i)
                length = length << 8U | static_cast<unsigned char>(bytes[2 + i]);
        }
        if (bytes.size() < header + length)
            return false;
        take_message(opcode, bytes.substr(header, length), counted);
        bytes.remove_prefix(header + length);
        return true;
    }

    void take_message(unsigned opcode, std::string_view content, tally& counted) {
        if (opcode == 9) { // a ping; masked with zeros, the answer is its own bytes
            std::string pong{"\x8A", 1};
            pong.push_back(static_cast<char>(0x80U | content.size()));
            send_all(socket_.get(), pong.append(4, '\0').append(content));
            return;
        }
        if (opcode != 1)
            throw std::runtime_error{"the hub sent opcode " + std::to_string(opcode)};
        if (json_) {
            // "data" is a message event's last member.
            constexpr std::string_view before = "\"data\":\"";
            const std::size_t behind = payload_bytes_ + 2;
            if (!content.starts_with("{\"type\":\"message\",") || content.size() < behind ||
                content.substr(content.size() - behind - before.size(), before.size()) != before)
                return; // welcome, live, heartbeat
            content = content.substr(content.size() - behind, payload_bytes_);
        }
        count(content, counted);
    }

    void count(std::string_view payload, tally& counted) {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < counter_digits; ++i)
            number = number * 10 + static_cast<std::uint64_t>(payload[i] - '0');
        if (number < next_) {
            ++counted.repeated;
            return;
        }
        counted.missing += number - next_;
        next_ = number + 1;
        ++counted.delivered;
    }

    socket_handle socket_;
    bool json_;
    std::size_t payload_bytes_;
    std::uint64_t next_ = 1;
    std::string partial_; ///< the beginning of a frame whose rest hasn't come
};

} // namespace crier::bench
