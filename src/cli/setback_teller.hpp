#pragma once

// Telling a person how the connection fares, on standard error.

#include <crier/setback.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace crier {

/// A hub that is away for long is mentioned ever more rarely.
class setback_teller {
public:
    /// `hub`: as people know it. `say`: says a line on standard error.
    setback_teller(std::string hub, std::function<void(std::string_view)> say)
        : hub_{std::move(hub)}, say_{std::move(say)} {}

    void tell(const setback& setback);
    /// Says so where a setback was told before.
    void tell_connected();

private:
    std::string hub_;
    std::function<void(std::string_view)> say_;
    bool is_cut_ = false;
};

} // namespace crier
