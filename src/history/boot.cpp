#include "history/boot.hpp"

#include "protocol/random_id.hpp"

#include <fstream>

namespace crier {

std::string this_boot(const std::filesystem::path& told_in) {
    std::ifstream from{told_in};
    std::string name;
    if (std::getline(from, name) && !name.empty())
        return name;
    return "unknown-" + random_id();
}

} // namespace crier
