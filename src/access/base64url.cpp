#include "access/base64url.hpp"

#include <cstdint>

namespace crier {
namespace {

/// 0 to 63, or -1.
int value_of(char digit) noexcept {
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    if (digit == '-')
        return 62;
    return digit == '_' ? 63 : -1;
}

} // namespace

std::optional<std::string> decode_base64url(std::string_view text) {
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0; // those not written yet are the lowest `count`
    unsigned count = 0;
    for (const char digit : text) {
        const int value = value_of(digit);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<char>(bits >> count & 0xFFU));
        }
    }
    if ((bits & ((1U << count) - 1)) != 0)
        return std::nullopt;
    return out;
}

} // namespace crier
