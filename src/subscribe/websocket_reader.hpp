#pragma once

// What a client says over WebSocket, taken from its bytes (RFC 6455, section 5).

#include "protocol/websocket_frame.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace crier {

/// Reads frames as they come, in pieces of any size. It knows no socket and holds no buffer: only
/// a message that has come in part has memory here.
class websocket_reader {
public:
    /// A whole text or binary message. A text is valid UTF-8, unless it is compressed.
    struct message {
        std::string_view bytes;
        bool text = false;
        bool compressed = false;
    };
    /// To be answered by a pong with the same payload.
    struct ping {
        std::string_view payload;
    };
    /// The client is leaving, or broke the protocol: to be answered by a close frame with this
    /// code. Nothing is to be read after it.
    struct ending {
        std::uint16_t code;
        std::string_view reason; ///< what was wrong; empty where the client closed
    };
    using event = std::variant<message, ping, ending>;

    /// A message is no longer than this. `compression`: permessage-deflate was agreed on.
    explicit websocket_reader(std::size_t message_bytes_max, bool compression = false) noexcept
        : message_bytes_max_{message_bytes_max}, compression_{compression} {}

    /// Takes what is next off the front of `bytes`, which it unmasks in place; nothing when there
    /// is no more in them. What an event views lasts until the next call, or until `bytes` change.
    [[nodiscard]] std::optional<event> next(std::span<char>& bytes);

private:
    [[nodiscard]] bool take_header(std::span<char>& bytes);
    [[nodiscard]] std::string_view fault() const noexcept;
    [[nodiscard]] std::optional<event> take_control(std::string_view piece);
    [[nodiscard]] std::optional<event> take_data(std::string_view piece);
    void unmask(std::span<char> bytes) noexcept;
    void forget_what_was_told();

    // What a length of seven bits says where the length itself follows.
    static constexpr unsigned length_in_2_bytes = 126;
    static constexpr unsigned length_in_8_bytes = 127;
    [[nodiscard]] unsigned byte(std::size_t i) const noexcept {
        return static_cast<unsigned char>(header_[i]);
    }
    [[nodiscard]] websocket_opcode opcode() const noexcept {
        return static_cast<websocket_opcode>(byte(0) & 0x0FU);
    }
    [[nodiscard]] bool is_control() const noexcept { return (byte(0) & 0x08U) != 0; }
    [[nodiscard]] bool is_final() const noexcept { return (byte(0) & 0x80U) != 0; }
    [[nodiscard]] bool is_masked() const noexcept { return (byte(1) & 0x80U) != 0; }
    [[nodiscard]] unsigned length_code() const noexcept { return byte(1) & 0x7FU; }
    [[nodiscard]] std::size_t key_begin() const noexcept {
        return length_code() == length_in_8_bytes ? 10 : length_code() == length_in_2_bytes ? 4 : 2;
    }
    [[nodiscard]] std::size_t header_bytes() const noexcept {
        return header_size_ < 2 ? 2 : key_begin() + (is_masked() ? 4 : 0);
    }

    std::size_t message_bytes_max_;
    bool compression_;
    std::array<char, 14> header_{}; ///< of the frame at hand, as it came
    std::uint8_t header_size_ = 0;
    bool in_frame_ = false;
    bool in_message_ = false; ///< a message has begun whose last frame hasn't come
    bool text_ = false;       ///< that message is
    bool compressed_ = false; ///< that message is
    bool told_ = false;       ///< its last frame has come, and it was told
    std::uint8_t key_at_ = 0;
    std::uint64_t remaining_ = 0;   ///< of the frame's payload
    std::size_t message_bytes_ = 0; ///< of the message so far; they are at the front of kept_
    std::size_t checked_bytes_ = 0; ///< of them are whole characters
    std::string kept_; ///< what came of a message, and behind it of a control frame within
};

} // namespace crier
