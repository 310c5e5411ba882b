#pragma once

// What a measuring publisher says: who, which one, and when.

#include <crier/message.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

struct bench_payload {
    std::size_t publisher = 0;
    std::uint64_t number = 0; ///< 1, 2, 3, …
    timestamp said;
};

/// The smallest payload that holds one.
inline constexpr std::size_t bench_payload_bytes_min = 64;

/// So many bytes of text, at least the smallest.
[[nodiscard]] std::string bench_text(const bench_payload& payload, std::size_t bytes);

/// Nothing where it is none.
[[nodiscard]] std::optional<bench_payload> parse_bench_text(std::string_view text);

} // namespace crier
