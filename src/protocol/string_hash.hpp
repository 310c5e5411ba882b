#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace crier {

/// Lets a map of strings be searched by string_view without making a string.
struct string_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

} // namespace crier
