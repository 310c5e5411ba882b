// libFuzzer's way into one property: CRIER_PROPERTY names it.

#include "fuzz/property.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    crier::fuzz::CRIER_PROPERTY({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
