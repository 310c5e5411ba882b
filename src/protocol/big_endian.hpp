#pragma once

// Unsigned integers as the wire has them: big-endian.

#include <boost/endian/conversion.hpp>

#include <concepts>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

template <std::unsigned_integral Integer>
void append_big_endian(std::string& out, Integer value) {
    boost::endian::native_to_big_inplace(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof(Integer));
}

/// Takes an integer off the front of `bytes`; nothing, and `bytes` as they were, when there are too
/// few.
template <std::unsigned_integral Integer>
[[nodiscard]] std::optional<Integer> take_big_endian(std::string_view& bytes) noexcept {
    if (bytes.size() < sizeof(Integer))
        return std::nullopt;
    Integer value = 0;
    std::memcpy(&value, bytes.data(), sizeof(Integer));
    bytes.remove_prefix(sizeof(Integer));
    return boost::endian::big_to_native(value);
}

} // namespace crier
