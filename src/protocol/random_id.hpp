#pragma once

#include <cstdint>
#include <string>

namespace crier {

/// 64 random bits from the system.
[[nodiscard]] std::uint64_t random_bits();

/// A name that nobody else has: 128 random bits as 32 hex digits.
[[nodiscard]] std::string random_id();

} // namespace crier
