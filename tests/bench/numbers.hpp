#pragma once

// The number that every payload of the load begins with, and what is told by it: whether a
// subscriber got all that it was due, once, and in order.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crier::bench {

/// Four digits say which stream (a topic, or a publisher), twelve count the stream's messages.
inline constexpr std::size_t stream_digits = 4;
inline constexpr std::size_t count_digits = 12;
inline constexpr std::size_t number_digits = stream_digits + count_digits;
inline constexpr std::size_t streams_max = 10'000;

inline void write_digits(char* at, std::size_t digits, std::uint64_t value) noexcept {
    for (std::size_t i = digits; i-- > 0; value /= 10)
        at[i] = static_cast<char>('0' + value % 10);
}

/// Eight digits in a few multiplications: the load reads a number for every delivery.
inline std::uint64_t read_eight_digits(const char* at) noexcept {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    bytes = (bytes & 0x0F0F0F0F0F0F0F0FU) * 2561 >> 8U;
    bytes = (bytes & 0x00FF00FF00FF00FFU) * 6553601 >> 16U;
    return (bytes & 0x0000FFFF0000FFFFU) * 42949672960001 >> 32U;
}

inline std::size_t read_four_digits(const char* at) noexcept {
    std::size_t out = 0;
    for (std::size_t i = 0; i < 4; ++i)
        out = out * 10 + static_cast<std::size_t>(at[i] - '0');
    return out;
}

inline std::size_t read_stream(const char* at) noexcept {
    return read_four_digits(at);
}

inline std::uint64_t read_count(const char* at) noexcept {
    return std::uint64_t{read_four_digits(at)} * 100'000'000 + read_eight_digits(at + 4);
}

/// What came over all connections.
struct tally {
    std::uint64_t delivered = 0;
    std::uint64_t missing = 0;  ///< left out, as a later message told
    std::uint64_t repeated = 0; ///< doubled, or out of order
};

/// The streams that one subscriber follows. With `whole` it is due every message of each; without,
/// only some of them, in their order.
struct following {
    std::size_t first = 0;
    std::size_t count = 1;
    bool whole = true;
};

/// What one subscriber has got of the streams that it follows.
class progress {
public:
    explicit progress(const following& streams)
        : first_{streams.first}, whole_{streams.whole}, last_(streams.count) {}

    /// Counts a payload in, and returns its number in its stream.
    std::uint64_t count(std::string_view payload, tally& counted) {
        if (payload.size() < number_digits)
            throw std::runtime_error{"a payload without a number: " + std::string{payload}};
        const std::size_t place = read_stream(payload.data()) - first_;
        if (place >= last_.size())
            throw std::runtime_error{"a message that nobody asked for: " + std::string{payload}};
        const std::uint64_t number = read_count(payload.data() + stream_digits);
        std::uint64_t& last = last_[place];
        if (number <= last) {
            ++counted.repeated;
            return number;
        }
        const std::uint64_t skipped = whole_ ? number - last - 1 : 0;
        last = number;
        counted.missing += skipped;
        ++counted.delivered;
        settled_ += skipped + 1;
        return number;
    }

    /// Of how many messages it is known whether they came.
    [[nodiscard]] std::uint64_t settled() const noexcept { return settled_; }

private:
    std::size_t first_;
    bool whole_;
    std::uint64_t settled_ = 0;
    std::vector<std::uint64_t> last_; ///< by stream
};

} // namespace crier::bench
