#include "options/program_completion.hpp"

#include "options/completion_words.hpp"

namespace crier {

std::optional<std::string> program_completion(const command_line& line, std::string_view shell) {
    const std::string& program = line.name();
    const auto options = line.described();
    if (shell == "bash")
        return bash_function(program, bash_words(options, "    "));
    if (shell == "zsh")
        return zsh_function(program, zsh_arguments(options, "    "));
    if (shell == "fish") {
        const std::string begin = "complete -c " + program;
        return "# fish completion of " + program + ", made by: " + program + " completion fish\n" +
               begin + " -f\n" + fish_lines(options, begin);
    }
    return std::nullopt;
}

} // namespace crier
