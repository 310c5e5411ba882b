#include "options/program_texts.hpp"

#include "options/program_completion.hpp"

#include <iostream>
#include <span>
#include <string_view>

namespace crier {

std::optional<int> print_texts(const command_line& line, const program_manual& manual, int argc,
                               const char* const* argv) {
    const std::span<const char* const> words{argv, static_cast<std::size_t>(argc)};
    const std::string_view asked = argc > 1 ? words[1] : "";
    if (asked == "manual" && argc == 2) {
        std::cout << manual_page(line, manual);
        return 0;
    }
    if (asked != "completion")
        return std::nullopt;
    const auto text = argc == 3 ? program_completion(line, words[2]) : std::nullopt;
    if (!text)
        return line.refuse("completion: say for which shell, bash, zsh or fish");
    std::cout << *text;
    return 0;
}

} // namespace crier
