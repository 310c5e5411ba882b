#include "cli/shell_completion.hpp"

#include "cli/command.hpp"
#include "options/completion_words.hpp"

#include <vector>

namespace crier {
namespace {

struct described_command {
    const command_entry& entry;
    std::vector<option_text> options;
};

std::vector<described_command> described_commands() {
    std::vector<described_command> out;
    for (const command_entry& entry : all_commands()) {
        if (entry.is_hidden)
            continue;
        const auto made = entry.make();
        out.push_back({entry, line_of(entry, *made)->described()});
    }
    return out;
}

std::string for_bash() {
    std::vector<std::string> first;
    std::string cases;
    for (const described_command& command : described_commands()) {
        first.emplace_back(command.entry.name);
        cases += std::string{"        "} + command.entry.name + ")\n" +
                 bash_words(command.options, "            ") + "            ;;\n";
    }
    first.insert(first.end(), {"--help", "--version"});
    return bash_function("crier", "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=" +
                                      shell_quoted(joined_words(first)) +
                                      "\n    else\n        case ${COMP_WORDS[1]} in\n" + cases +
                                      "        esac\n    fi\n");
}

std::string for_zsh() {
    std::string first;
    std::string cases;
    for (const described_command& command : described_commands()) {
        first +=
            "        " +
            shell_quoted(std::string{command.entry.name} + ":" + zsh_text(command.entry.summary)) +
            "\n";
        cases += std::string{"        "} + command.entry.name + ")\n" +
                 zsh_arguments(command.options, "            ") + "            ;;\n";
    }
    return zsh_function("crier", "    local -a commands=(\n" + first +
                                     "    )\n"
                                     "    if (( CURRENT == 2 )); then\n"
                                     "        _describe command commands\n"
                                     "        _arguments --help --version\n"
                                     "        return\n"
                                     "    fi\n"
                                     "    local command=$words[2]\n"
                                     "    shift words\n"
                                     "    (( CURRENT-- ))\n"
                                     "    case $command in\n" +
                                     cases + "    esac\n");
}

std::string for_fish() {
    // fish's own question is whether a command stands anywhere, and a topic may have its name.
    std::string out = "# fish completion of crier, made by: crier completion fish\n"
                      "function __crier_is\n"
                      "    set -l words (commandline -opc)\n"
                      "    test \"$words[2]\" = \"$argv[1]\"\n"
                      "end\n"
                      "complete -c crier -f\n"
                      "complete -c crier -n '__crier_is \"\"' -l help\n"
                      "complete -c crier -n '__crier_is \"\"' -l version\n";
    for (const described_command& command : described_commands()) {
        const std::string name = command.entry.name;
        out += "complete -c crier -n '__crier_is \"\"' -a " + name + " -d " +
               shell_quoted(command.entry.summary) + "\n" +
               fish_lines(command.options, "complete -c crier -n '__crier_is " + name + "'");
    }
    return out;
}

} // namespace

std::string completion_for(std::string_view shell) {
    return shell == "bash" ? for_bash() : shell == "zsh" ? for_zsh() : for_fish();
}

} // namespace crier
