#include "options/roff.hpp"

#include "options/command_line.hpp"

#include <algorithm>
#include <cctype>

namespace crier {
namespace {

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

} // namespace

std::string roff_text(std::string_view text) {
    std::string out;
    bool begins_line = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            const bool is_paragraph = i + 1 < text.size() && text[i + 1] == '\n';
            out += is_paragraph ? "\n.PP\n" : "\n";
            i += is_paragraph ? 1 : 0;
            begins_line = true;
            continue;
        }
        if (begins_line && (c == '.' || c == '\''))
            out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out.push_back(c);
        begins_line = false;
    }
    return out;
}

std::string roff_title(const std::string& program, const std::string& version,
                       std::string_view does) {
    return ".TH " + in_capitals(program) + " 1 \"\" \"Crier " + version + "\" \"User Commands\"\n" +
           roff_section("NAME", roff_text(program) + " \\- " + roff_text(does) + "\n");
}

std::string roff_section(std::string_view name, const std::string& content) {
    return content.empty() ? std::string{} : ".SH " + std::string{name} + "\n" + content;
}

std::string roff_option(const option_text& option) {
    std::string out = ".TP\n\\fB" + roff_text(option.name) + "\\fR";
    if (!option.type.empty())
        out += " \\fI" + roff_text(option.type) + "\\fR";
    out += "\n" + roff_text(option.help);
    if (!option.shown.empty())
        out += " [" + roff_text(option.shown) + "]";
    return out + "\n";
}

std::string roff_entries(std::string_view lines) {
    std::string out;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        const std::size_t head = std::min(line.find("  "), line.size());
        const std::string_view words = line.substr(std::min(head + 2, line.size()));
        out += ".TP\n\\fB" + roff_text(line.substr(0, head)) + "\\fR\n" + roff_text(words) + "\n";
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return out;
}

std::string roff_example(std::string_view lines) {
    return ".PP\n.EX\n" + roff_text(lines) + "\n.EE\n";
}

std::string roff_environment(const std::string& flag) {
    return roff_text("Each option is also an environment variable, CRIER_ and its name in "
                     "capitals, with _ for -: " +
                     environment_name(flag) + " for " + flag +
                     ". A flag wins over the environment, which wins over the file.") +
           "\n";
}

} // namespace crier
