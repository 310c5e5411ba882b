#include "cli/manual_page.hpp"

#include "cli/command.hpp"
#include "cli/connection_flags.hpp"
#include "options/roff.hpp"

#include <algorithm>
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

std::string command_section(const command_entry& entry, const options& common) {
    const auto made = entry.make();
    const options all = line_of(entry, *made)->described();
    std::string out = ".SS " + synopsis(entry, all) + "\n" + roff_text(entry.summary) + ".\n.PP\n" +
                      roff_text(entry.details) + "\n";
    for (const option_text& option : all) {
        if (!has(common, option.name))
            out += roff_option(option);
    }
    return out + ".PP\nExit status:\n" + roff_entries(entry.statuses);
}

constexpr const char* examples =
    "crier publish hello/me 'Hello world'  Publishes one message and prints its offset.\n"
    "tail -f log | crier publish logs/web  Publishes each line as it comes.\n"
    "crier watch 'hello/#' --last 10  Shows the last ten messages, and then what comes.\n"
    "crier watch --since 10m --format json | jq .data  The last ten minutes, for scripts.\n"
    "crier record shift.ndjson 'factory/#'  Records, and goes on after a cut when it is run "
    "again.\n"
    "crier replay shift.ndjson --speed 10  Publishes it again, ten times as fast.\n"
    "crier check --round-trip && echo well  Whether the hub is healthy, and nothing is lost.\n";

constexpr const char* variables =
    "CRIER_TOKEN  The token to show the hub, where no --token-file is given.\n"
    "NO_COLOR  Set to anything, it switches colours off.\n";

constexpr const char* file =
    "The file that --config names is TOML: option = \"value\", a line each. What stands before the "
    "first section is for all commands, [watch] is for crier watch, and so on.\n";

} // namespace

std::string manual_page() {
    const options common = common_options();
    std::string commands;
    for (const command_entry& entry : all_commands()) {
        if (!entry.is_hidden)
            commands += command_section(entry, common);
    }
    std::string shared = "These are for all commands that talk to a hub.\n";
    for (const option_text& option : common)
        shared += roff_option(option);
    return roff_title("crier", CRIER_VERSION, "talks to a Crier hub") +
           roff_section("SYNOPSIS", "\\fBcrier\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] "
                                    "[\\fIARGUMENTS\\fR]\n") +
           roff_section("DESCRIPTION",
                        "Publishes to a hub, watches what comes of it, records, replays, and "
                        "measures. Results go to standard output, everything else to standard "
                        "error.\n") +
           roff_section("COMMANDS", commands) + roff_section("OPTIONS", shared) +
           roff_section("ENVIRONMENT", roff_environment("--url") + roff_entries(variables)) +
           roff_section("FILES", roff_text(file)) +
           roff_section("EXAMPLES", roff_entries(examples)) +
           roff_section("SEE ALSO",
                        roff_text("crier-hub(1), crier-broadcaster(1), crier-mqtt(1)\n"));
}

} // namespace crier
