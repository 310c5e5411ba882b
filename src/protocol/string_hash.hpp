#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace crier {

/// Lets a map of strings be searched by string_view without making a string.
struct string_hash {
    using is_transparent = void;
    // Not noexcept: libstdc++ then keeps the hash beside each key, and looks along a chain without
    // computing it again.
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

} // namespace crier
