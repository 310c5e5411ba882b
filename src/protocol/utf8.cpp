#include "protocol/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crier {
namespace {

/// What may follow a lead byte: how many bytes, and the range of the first of them (Unicode 15,
/// table 3-7). Length 0: not a lead byte.
struct lead {
    std::size_t continuations = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
};

constexpr lead classify(unsigned char byte) noexcept {
    if (byte >= 0xC2 && byte <= 0xDF)
        return {1};
    if (byte == 0xE0)
        return {2, 0xA0, 0xBF};
    if (byte == 0xED)
        return {2, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF)
        return {2};
    if (byte == 0xF0)
        return {3, 0x90, 0xBF};
    if (byte == 0xF4)
        return {3, 0x80, 0x8F};
    if (byte >= 0xF1 && byte <= 0xF3)
        return {3};
    return {};
}

/// Whether these may be the first bytes after a lead byte.
bool may_follow(const lead& expected, std::string_view follow) noexcept {
    for (std::size_t i = 0; i < follow.size(); ++i) {
        const auto byte = static_cast<unsigned char>(follow[i]);
        if (byte < (i == 0 ? expected.low : 0x80) || byte > (i == 0 ? expected.high : 0xBF))
            return false;
    }
    return true;
}

/// Length of the ASCII run at the start of `bytes`, eight bytes at a time.
std::size_t ascii_run(std::string_view bytes) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    while (i < bytes.size() && static_cast<unsigned char>(bytes[i]) < 0x80)
        ++i;
    return i;
}

} // namespace

std::size_t utf8_run(std::string_view bytes) noexcept {
    std::size_t whole = 0;
    for (;;) {
        whole += ascii_run(bytes.substr(whole));
        if (whole == bytes.size())
            return whole;
        const lead expected = classify(static_cast<unsigned char>(bytes[whole]));
        const std::string_view follow = bytes.substr(whole + 1, expected.continuations);
        if (expected.continuations == 0 || follow.size() < expected.continuations ||
            !may_follow(expected, follow))
            return whole;
        whole += 1 + expected.continuations;
    }
}

std::optional<std::size_t> utf8_prefix(std::string_view bytes) noexcept {
    const std::size_t whole = utf8_run(bytes);
    if (whole == bytes.size())
        return whole;
    const lead expected = classify(static_cast<unsigned char>(bytes[whole]));
    const std::string_view follow = bytes.substr(whole + 1);
    if (follow.size() < expected.continuations && may_follow(expected, follow))
        return whole;
    return std::nullopt;
}

bool is_utf8(std::string_view bytes) noexcept {
    return utf8_run(bytes) == bytes.size();
}

} // namespace crier
