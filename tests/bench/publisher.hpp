#pragma once

#include "bench/byte_stream.hpp"
#include "bench/endpoint.hpp"
#include "bench/peers/peer.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crier::bench {

/// A message that a publisher says again and again, with another number each time.
struct utterance {
    std::string topic;
    std::size_t stream = 0;
    std::vector<std::size_t> audiences; ///< who is due it
};

/// One TCP connection that publishes. A batch is made once; before it is sent again only the
/// numbers in it change.
class publisher final : public endpoint {
public:
    publisher(const peer& server, port at, std::vector<utterance> batch, std::size_t payload_bytes,
              std::vector<std::uint64_t>& counts)
        : endpoint{connect_to(at.number)},
          stream_{descriptor(), at.how},
          server_{server},
          batch_{std::move(batch)},
          counts_{counts} {
        const std::string payload(payload_bytes, 'x');
        for (const utterance& said : batch_)
            numbers_at_.push_back(server.append_message(bytes_, said.topic, payload));
        if (!stream_.shake_hands())
            throw std::runtime_error{"a blocking socket didn't wait for the handshake"};
        stream_.send_all(server.publisher_greeting());
        never_block(descriptor());
    }

    [[nodiscard]] const std::vector<utterance>& batch() const noexcept { return batch_; }
    /// Whether all of the batch is with the kernel.
    [[nodiscard]] bool is_done() const noexcept { return unsent_.empty(); }

    [[nodiscard]] std::uint32_t interest() const noexcept override {
        return EPOLLIN | (is_done() ? 0U : EPOLLOUT);
    }

    /// Begins to send the batch; the one before it must be done.
    void publish() {
        for (std::size_t i = 0; i < batch_.size(); ++i) {
            char* const at = bytes_.data() + numbers_at_[i];
            write_digits(at, stream_digits, batch_[i].stream);
            write_digits(at + stream_digits, count_digits, ++counts_[batch_[i].stream]);
        }
        unsent_ = bytes_;
        write();
    }

    void on_event(std::uint32_t events, std::string& buffer) override {
        if ((events & ~std::uint32_t{EPOLLOUT}) != 0)
            read(buffer);
        if ((events & EPOLLOUT) != 0 && !is_done())
            write();
    }

private:
    void write() { unsent_.remove_prefix(stream_.send_some(unsent_)); }

    void read(std::string& buffer) {
        const std::size_t got = stream_.receive(buffer.data(), buffer.size());
        said_.append(buffer, 0, got);
        if (!said_.empty())
            stream_.send_all(server_.heed(said_));
    }

    byte_stream stream_;
    const peer& server_;
    std::vector<utterance> batch_;
    std::vector<std::uint64_t>& counts_; ///< by stream, how many were published
    std::string bytes_;
    std::vector<std::size_t> numbers_at_; ///< in bytes_, one for each of batch_
    std::string_view unsent_;
    std::string said_; ///< by the server, and not heeded yet
};

} // namespace crier::bench
