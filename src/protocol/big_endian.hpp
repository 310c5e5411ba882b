#pragma once

// Unsigned integers as the wire has them: big-endian.

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

template <std::unsigned_integral Integer>
void append_big_endian(std::string& out, Integer value) {
    for (std::size_t shift = sizeof(Integer) * 8; shift > 0;) {
        shift -= 8;
        out.push_back(static_cast<char>((value >> shift) & 0xFFU));
    }
}

/// Takes an integer off the front of `bytes`; nothing, and `bytes` as they were, when there are too
/// few.
template <std::unsigned_integral Integer>
[[nodiscard]] std::optional<Integer> take_big_endian(std::string_view& bytes) noexcept {
    if (bytes.size() < sizeof(Integer))
        return std::nullopt;
    Integer value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        value = static_cast<Integer>(value * 256U + static_cast<unsigned char>(bytes[i]));
    bytes.remove_prefix(sizeof(Integer));
    return value;
}

} // namespace crier
