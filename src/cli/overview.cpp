#include "cli/overview.hpp"

#include "cli/command.hpp"

#include <fmt/format.h>

namespace crier {

std::string overview() {
    std::string out = "Talks to a Crier hub: publishes, watches, records, replays, measures.\n"
                      "Usage: crier COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n";
    for (const command_entry& entry : all_commands()) {
        if (!entry.is_hidden)
            out += fmt::format("  {:<12}{}\n", entry.name, entry.summary);
    }
    out += "\nEach says more with --help, for instance: crier watch --help\n"
           "\nExit status:\n"
           "0  it is done\n"
           "1  it could not be done: standard error says why\n"
           "2  a bad option or argument; crier check: the hub isn't healthy\n"
           "\nThe hub is where --url says, or the environment variable CRIER_URL, or the file that "
           "--config\nnames; http://127.0.0.1:8080 without.\n";
    return out;
}

std::string version_line() {
    return "crier " CRIER_VERSION "\n";
}

} // namespace crier
