#include "options/program_texts.hpp"

#include <iostream>
#include <span>
#include <string_view>

namespace crier {

std::optional<int> print_texts(const command_line& line, const program_manual& manual, int argc,
                               const char* const* argv) {
    const std::span<const char* const> words{argv, static_cast<std::size_t>(argc)};
    if (argc != 2 || std::string_view{words[1]} != "manual")
        return std::nullopt;
    std::cout << manual_page(line, manual);
    return 0;
}

} // namespace crier
