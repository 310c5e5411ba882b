#include "protocol/random_id.hpp"

#include <crier/position.hpp>

#include <random>

namespace crier {

std::uint64_t random_bits() {
    std::random_device device;
    const std::uint64_t high = device();
    return high << 32U | device();
}

std::string random_id() {
    return epoch{random_bits()}.text() + epoch{random_bits()}.text();
}

} // namespace crier
