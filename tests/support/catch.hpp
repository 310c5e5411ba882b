#pragma once

// Catch2 as it is installed: 2.13 on Debian 12, 3 on newer systems.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#define CRIER_CONTAINS Catch::Matchers::ContainsSubstring
#else
#include <catch2/catch.hpp>
#define CRIER_CONTAINS Catch::Contains
#endif

#include <string>

namespace crier {

/// Matches a text that has this in it.
inline auto containing(const std::string& part) {
    return CRIER_CONTAINS(part);
}

} // namespace crier
