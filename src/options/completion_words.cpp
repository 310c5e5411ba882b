#include "options/completion_words.hpp"

#include <algorithm>

namespace crier {
namespace {

bool takes_a_path(const option_text& option) {
    const std::string& value = option.is_argument ? option.name : option.type;
    return value.ends_with("FILE") || value == "DIR";
}

/// Of the options, or of the arguments, those that are so.
template <class Predicate>
std::vector<std::string> names_of(const std::vector<option_text>& options, bool is_argument,
                                  Predicate is_so) {
    std::vector<std::string> out;
    for (const option_text& option : options) {
        if (option.is_argument == is_argument && is_so(option))
            out.push_back(option.name);
    }
    return out;
}

std::string case_of(const std::vector<std::string>& flags, const std::string& then) {
    std::string out;
    for (const std::string& flag : flags)
        out += (out.empty() ? "" : "|") + flag;
    return out.empty() ? out : out + ") " + then + ";;\n";
}

std::string words_are(const std::vector<std::string>& words) {
    return "words=" + shell_quoted(joined_words(words)) + " ";
}

/// What stands where no option's value does.
std::string bash_argument(const std::vector<option_text>& options) {
    const auto any = [](const option_text& /*option*/) {
        return true;
    };
    std::string flags = words_are(names_of(options, false, any));
    for (const option_text& option : options) {
        const bool is_choice = option.is_argument && !option.choices.empty();
        if (is_choice || (option.is_argument && takes_a_path(option))) {
            return "[[ $word == -* ]] && " + flags + "|| " +
                   (is_choice ? words_are(option.choices) : "files=yes ");
        }
    }
    return flags;
}

} // namespace

std::string shell_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string joined_words(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string bash_function(const std::string& program, const std::string& body) {
    std::string name = "_" + program;
    std::ranges::replace(name, '-', '_');
    return "# bash completion of " + program + ", made by: " + program + " completion bash\n" +
           name +
           "() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local words='' files=''\n"
           // --flag=value comes as three words.
           "    [ \"$word\" != = ] || word=\n"
           "    [ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD-2]}\n" +
           body +
           "    if [ -n \"$files\" ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
           "    else\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
           "    fi\n"
           "}\n"
           "complete -o filenames -F " +
           name + " " + program + "\n";
}

std::string bash_words(const std::vector<option_text>& options, const std::string& indent) {
    const std::string further = indent + "    ";
    std::string out = indent + "case $before in\n";
    for (const option_text& option : options) {
        if (!option.is_argument && !option.choices.empty())
            out += further + option.name + ") " + words_are(option.choices) + ";;\n";
    }
    const auto paths = names_of(options, false, takes_a_path);
    const auto others = names_of(options, false, [](const option_text& option) {
        return !option.type.empty() && option.choices.empty() && !takes_a_path(option);
    });
    if (!paths.empty())
        out += further + case_of(paths, "files=yes ");
    if (!others.empty())
        out += further + case_of(others, "");
    return out + further + "*) " + bash_argument(options) + ";;\n" + indent + "esac\n";
}

std::string zsh_function(const std::string& program, const std::string& body) {
    const std::string name = "_" + program;
    return "#compdef " + program + "\n# zsh completion of " + program + ", made by: " + program +
           " completion zsh\n" + name + "() {\n" + body +
           "}\n"
           // Read by compinit from $fpath, or by hand.
           "if [ \"$funcstack[1]\" = " +
           name + " ]; then\n    " + name + " \"$@\"\nelse\n    compdef " + name + " " + program +
           "\nfi\n";
}

std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ':' || c == '[' || c == ']' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::string zsh_arguments(const std::vector<option_text>& options, const std::string& indent) {
    std::string out = indent + "_arguments";
    int place = 0;
    for (const option_text& option : options) {
        std::string spec = option.is_many ? "*" : "";
        if (option.is_argument)
            spec += (option.is_many ? "" : std::to_string(++place)) + ":" + option.name;
        else
            spec +=
                option.name + (option.type.empty() ? "" : "=") + "[" + zsh_text(option.help) + "]";
        if (!option.is_argument && !option.type.empty())
            spec += ":" + zsh_text(option.choices.empty() ? option.type : option.name.substr(2));
        // An argument that is only described would keep options from being completed.
        if (!option.choices.empty())
            spec += ":(" + joined_words(option.choices) + ")";
        else if (takes_a_path(option))
            spec += ":_files";
        else if (option.is_argument)
            spec += ":()";
        else if (!option.type.empty())
            spec += ":";
        out += " \\\n" + indent + "    " + shell_quoted(spec);
    }
    return out + "\n";
}

std::string fish_lines(const std::vector<option_text>& options, const std::string& begin) {
    std::string out;
    for (const option_text& option : options) {
        std::string line = begin;
        if (option.is_argument && option.choices.empty() && !takes_a_path(option))
            continue;
        if (!option.is_argument)
            line += " -l " + option.name.substr(2) + " -d " + shell_quoted(option.help);
        if (!option.choices.empty())
            line += (option.is_argument ? " -a " : " -x -a ") +
                    shell_quoted(joined_words(option.choices));
        else if (takes_a_path(option))
            line += option.is_argument ? " -F" : " -r -F";
        else if (!option.type.empty())
            line += " -x";
        out += line + "\n";
    }
    return out;
}

} // namespace crier
