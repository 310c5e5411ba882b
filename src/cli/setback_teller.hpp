#pragma once

// Telling a person how the connection fares, on standard error.

#include <crier/setback.hpp>

#include <string>
#include <utility>

namespace crier {

/// A hub that is away for long is mentioned ever more rarely.
class setback_teller {
public:
    /// `hub`: as people know it.
    explicit setback_teller(std::string hub) : hub_{std::move(hub)} {}

    void tell(const setback& setback);
    /// Says so where a setback was told before.
    void tell_connected();

private:
    std::string hub_;
    bool is_cut_ = false;
};

} // namespace crier
