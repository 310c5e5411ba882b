#pragma once

// Crier's acknowledged publishing: HELLO, then PUBLISH frames with a seq.

#include "bench/peers/store.hpp"

#include <crier/frame.hpp>

#include <stdexcept>
#include <utility>

namespace crier::bench {

class crier_store_session final : public store_session {
public:
    /// `session` has not been used with the hub before.
    crier_store_session(std::size_t publisher, std::string session)
        : source_{"bench-" + std::to_string(publisher)},
          session_{std::move(session)},
          topic_{"bench/stored/" + std::to_string(publisher)} {}

    [[nodiscard]] std::string greeting() const override {
        std::string out;
        append_hello(out, {source_, session_, {}});
        return out;
    }

    void append_message(std::string& out, std::uint64_t seq,
                        std::string_view payload) const override {
        publish_frame frame;
        frame.seq = seq;
        frame.topic = topic_;
        frame.payload = payload;
        append_publish(out, frame);
    }

    [[nodiscard]] std::optional<acknowledgement> take(std::string_view& bytes,
                                                      std::string& /*answer*/) const override {
        if (bytes.size() < frame_header_bytes)
            return {};
        std::size_t length = 0;
        for (std::size_t i = 0; i < frame_header_bytes; ++i)
            length = length << 8U | static_cast<unsigned char>(bytes[i]);
        if (bytes.size() < frame_header_bytes + length)
            return {};
        const std::string_view content = bytes.substr(frame_header_bytes, length);
        bytes.remove_prefix(frame_header_bytes + length);
        return read(content);
    }

private:
    static acknowledgement read(std::string_view content) {
        const auto type = content.empty() ? frame_type{} : static_cast<frame_type>(content.front());
        const std::string_view body = content.substr(content.empty() ? 0 : 1);
        if (type == frame_type::welcome) {
            if (const auto welcome = parse_welcome(body))
                return {welcome->last_seq, welcome->offset.value};
        }
        if (type == frame_type::ack) {
            if (const auto ack = parse_ack(body))
                return {ack->seq, ack->offset.value};
        }
        throw std::runtime_error{"the hub says something else than ACK: " + std::string{body}};
    }

    std::string source_;
    std::string session_;
    std::string topic_;
};

} // namespace crier::bench
