#include "cli/manual_page.hpp"

#include "cli/command.hpp"
#include "cli/connection_flags.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace crier {
namespace {

using options = std::vector<option_text>;

bool has(const options& all, const std::string& name) {
    return std::ranges::any_of(all,
                               [&name](const option_text& option) { return option.name == name; });
}

/// What every command that talks to a hub has.
options common_options() {
    command_line line{"crier", "", CRIER_VERSION};
    connection_flags connection;
    connection.declare(line);
    return line.described();
}

std::string option_entry(const option_text& option) {
    std::string out = ".TP\n\\fB" + roff_text(option.name) + "\\fR";
    if (!option.type.empty())
        out += " \\fI" + roff_text(option.type) + "\\fR";
    out += "\n" + roff_text(option.help);
    if (!option.shown.empty())
        out += " [" + roff_text(option.shown) + "]";
    return out + "\n";
}

/// crier watch [OPTIONS] [FILTER]
std::string synopsis(const command_entry& entry, const options& all) {
    std::string out = std::string{"\\fBcrier "} + entry.name + "\\fR [\\fIOPTIONS\\fR]";
    for (const option_text& option : all) {
        if (!option.is_argument)
            continue;
        const std::string name =
            "\\fI" + roff_text(option.name) + "\\fR" + (option.is_many ? "..." : "");
        out += option.is_required ? " " + name : " [" + name + "]";
    }
    return out;
}

/// A line each: "0  it is done".
std::string status_entries(std::string_view statuses) {
    std::string out;
    while (!statuses.empty()) {
        const std::size_t end = std::min(statuses.find('\n'), statuses.size());
        const std::string_view line = statuses.substr(0, end);
        out += ".TP\n\\fB" + std::string{line.substr(0, 1)} + "\\fR\n" +
               roff_text(std::string{line.substr(std::min<std::size_t>(3, line.size()))}) + "\n";
        statuses.remove_prefix(std::min(end + 1, statuses.size()));
    }
    return out;
}

std::string command_section(const command_entry& entry, const options& common) {
    const auto made = entry.make();
    const options all = line_of(entry, *made)->described();
    std::string out = ".SS " + synopsis(entry, all) + "\n" + roff_text(entry.summary) + ".\n.PP\n" +
                      roff_text(entry.details) + "\n";
    for (const option_text& option : all) {
        if (!has(common, option.name))
            out += option_entry(option);
    }
    return out + ".PP\nExit status:\n" + status_entries(entry.statuses);
}

constexpr const char* examples =
    ".TP\n.B crier publish hello/me 'Hello world'\nPublishes one message and prints its offset.\n"
    ".TP\n.B tail \\-f log | crier publish logs/web\nPublishes each line as it comes.\n"
    ".TP\n.B crier watch 'hello/#' \\-\\-last 10\nShows the last ten messages, and then what "
    "comes.\n"
    ".TP\n.B crier watch \\-\\-since 10m \\-\\-format json | jq .data\nThe last ten minutes, for "
    "scripts.\n"
    ".TP\n.B crier record shift.ndjson 'factory/#'\nRecords, and goes on after a cut when it is "
    "run "
    "again.\n"
    ".TP\n.B crier replay shift.ndjson \\-\\-speed 10\nPublishes it again, ten times as fast.\n"
    ".TP\n.B crier check \\-\\-round\\-trip && echo well\nWhether the hub is healthy, and nothing "
    "is "
    "lost.\n";

} // namespace

std::string roff_text(const std::string& text) {
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

std::string manual_page() {
    const options common = common_options();
    std::string out = ".TH CRIER 1 \"\" \"Crier " CRIER_VERSION "\" \"User Commands\"\n"
                      ".SH NAME\ncrier \\- talks to a Crier hub\n"
                      ".SH SYNOPSIS\n\\fBcrier\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] "
                      "[\\fIARGUMENTS\\fR]\n"
                      ".SH DESCRIPTION\nPublishes to a hub, watches what comes of it, records, "
                      "replays, and measures. Results go to standard output, everything else to "
                      "standard error.\n"
                      ".SH COMMANDS\n";
    for (const command_entry& entry : all_commands()) {
        if (!entry.is_hidden)
            out += command_section(entry, common);
    }
    out += ".SH OPTIONS\nThese are for all commands that talk to a hub.\n";
    for (const option_text& option : common)
        out += option_entry(option);
    out += ".SH ENVIRONMENT\nEach option is also an environment variable, CRIER_ and its name in "
           "capitals, with _ for \\-: CRIER_URL for \\-\\-url. A flag wins over the environment, "
           "which wins over the file.\n"
           ".TP\n.B CRIER_TOKEN\nThe token to show the hub, where no \\-\\-token\\-file is given.\n"
           ".TP\n.B NO_COLOR\nSet to anything, it switches colours off.\n"
           ".SH FILES\nThe file that \\-\\-config names is TOML: option = \"value\", a line each. "
           "What stands before the first section is for all commands, [watch] is for crier watch, "
           "and so on.\n"
           ".SH EXAMPLES\n";
    return out + examples;
}

} // namespace crier
