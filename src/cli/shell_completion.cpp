#include "cli/shell_completion.hpp"

#include "cli/command.hpp"

#include <fmt/format.h>

#include <algorithm>
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

bool takes_a_file(const option_text& option) {
    return option.type == "FILE" || option.name == "FILE";
}

/// Of these texts, those with a value, or those that are flags, with blanks in between.
std::string flags_of(const described_command& command) {
    std::string out;
    for (const option_text& option : command.options) {
        if (!option.is_argument)
            out += (out.empty() ? "" : " ") + option.name;
    }
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

/// Within single quotes of every shell.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

/// zsh's specifications give these marks a meaning.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ':' || c == '[' || c == ']' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::string for_bash() {
    std::string names;
    std::string flags;
    std::string values;
    for (const described_command& command : described_commands()) {
        names += (names.empty() ? "" : " ") + std::string{command.entry.name};
        flags +=
            fmt::format("        {}) words={} ;;\n", command.entry.name, quoted(flags_of(command)));
        for (const option_text& option : command.options) {
            const std::string mark = fmt::format("        {} {})", command.entry.name, option.name);
            if (!option.choices.empty())
                values += mark + " words=" + quoted(joined(option.choices)) + " ;;\n";
            else if (!option.is_argument && takes_a_file(option))
                values += mark + " COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
            else if (!option.is_argument && !option.type.empty())
                values += mark + " return ;;\n";
        }
    }
    // The marks in the patterns hold a blank, so they are quoted.
    std::string quoted_values;
    for (std::size_t begin = 0; begin < values.size();) {
        const std::size_t end = values.find('\n', begin);
        const std::string line = values.substr(begin, end - begin);
        const std::size_t mark = line.find(')');
        quoted_values += "        '" + line.substr(8, mark - 8) + "'" + line.substr(mark) + "\n";
        begin = end + 1;
    }
    return "# bash completion of crier, made by: crier completion bash\n"
           "_crier() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=\n"
           "    COMPREPLY=()\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        COMPREPLY=($(compgen -W '" +
           names +
           " --help --version' -- \"$word\"))\n"
           "        return\n"
           "    fi\n"
           "    case \"$command ${COMP_WORDS[COMP_CWORD-1]}\" in\n" +
           quoted_values +
           "    esac\n"
           "    if [ -z \"$words\" ] && [[ $word != -* ]]; then\n"
           "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
           "        return\n"
           "    fi\n"
           "    [ -n \"$words\" ] || case $command in\n" +
           flags +
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -o filenames -F _crier crier\n";
}

std::string for_zsh() {
    std::string names;
    std::string cases;
    for (const described_command& command : described_commands()) {
        names += "        " +
                 quoted(std::string{command.entry.name} + ":" + zsh_text(command.entry.summary)) +
                 "\n";
        cases += fmt::format("        {})\n            _arguments \\\n", command.entry.name);
        for (const option_text& option : command.options) {
            if (option.is_argument)
                continue;
            std::string spec = option.name + "[" + zsh_text(option.help) + "]";
            if (!option.choices.empty())
                spec += ":" + option.name.substr(2) + ":(" + joined(option.choices) + ")";
            else if (takes_a_file(option))
                spec += ":file:_files";
            else if (!option.type.empty())
                spec += ":" + zsh_text(option.type) + ":";
            cases += "                " + quoted(spec) + " \\\n";
        }
        const bool has_file = std::ranges::any_of(command.options, [](const option_text& option) {
            return option.is_argument && takes_a_file(option);
        });
        const auto shells = std::ranges::find_if(command.options, [](const option_text& option) {
            return option.is_argument && !option.choices.empty();
        });
        cases += std::string{"                "} +
                 (has_file ? "'*:file:_files'"
                  : shells != command.options.end()
                      ? quoted("1:" + shells->name + ":(" + joined(shells->choices) + ")")
                      : "'*: :'") +
                 "\n            ;;\n";
    }
    return "#compdef crier\n"
           "# zsh completion of crier, made by: crier completion zsh\n"
           "_crier() {\n"
           "    local -a commands\n"
           "    commands=(\n" +
           names +
           "    )\n"
           "    if (( CURRENT == 2 )); then\n"
           "        _describe command commands\n"
           "        return\n"
           "    fi\n"
           "    local command=$words[2]\n"
           "    shift words\n"
           "    (( CURRENT-- ))\n"
           "    case $command in\n" +
           cases +
           "    esac\n"
           "}\n"
           "if [ \"$funcstack[1]\" = _crier ]; then\n"
           "    _crier \"$@\"\n"
           "else\n"
           "    compdef _crier crier\n"
           "fi\n";
}

std::string for_fish() {
    std::string out = "# fish completion of crier, made by: crier completion fish\n"
                      "complete -c crier -n __fish_use_subcommand -f\n";
    for (const described_command& command : described_commands()) {
        out += fmt::format("complete -c crier -n __fish_use_subcommand -f -a {} -d {}\n",
                           command.entry.name, quoted(command.entry.summary));
        for (const option_text& option : command.options) {
            const std::string in = fmt::format(
                "complete -c crier -n '__fish_seen_subcommand_from {}'", command.entry.name);
            if (option.is_argument) {
                if (!option.choices.empty())
                    out += in + " -f -a " + quoted(joined(option.choices)) + "\n";
                continue;
            }
            out += in + " -l " + option.name.substr(2);
            if (!option.choices.empty())
                out += " -x -a " + quoted(joined(option.choices));
            else if (takes_a_file(option))
                out += " -r -F";
            else if (!option.type.empty())
                out += " -x";
            out += " -d " + quoted(option.help) + "\n";
        }
    }
    return out;
}

} // namespace

std::string completion_for(std::string_view shell) {
    return shell == "bash" ? for_bash() : shell == "zsh" ? for_zsh() : for_fish();
}

} // namespace crier
