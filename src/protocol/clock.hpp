#pragma once

#include <crier/message.hpp>

namespace crier {

/// The time of day, as messages carry it.
[[nodiscard]] inline timestamp now() noexcept {
    return std::chrono::floor<timestamp::duration>(std::chrono::system_clock::now());
}

} // namespace crier
