#include "options/program_manual.hpp"

#include "options/roff.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crier {
namespace {

using option_group = std::pair<std::string, std::vector<option_text>>;

/// In the order in which they began; what every program has, in none, comes last.
std::vector<option_group> grouped(const std::vector<option_text>& options) {
    std::vector<option_group> out;
    for (const option_text& option : options) {
        auto group = std::ranges::find(out, option.group, &option_group::first);
        if (group == out.end())
            group = out.insert(out.end(), option_group{option.group, {}});
        group->second.push_back(option);
    }
    std::stable_partition(out.begin(), out.end(),
                          [](const option_group& group) { return !group.first.empty(); });
    return out;
}

std::string option_entries(const command_line& line) {
    std::string out;
    for (const auto& [heading, options] : grouped(line.described())) {
        out += ".SS " + roff_text(heading.empty() ? "In every program" : heading) + "\n";
        for (const option_text& option : options)
            out += roff_option(option);
    }
    return out;
}

} // namespace

std::string manual_page(const command_line& line, const program_manual& manual) {
    constexpr const char* about_file =
        "The file that --config names is TOML: the options without their dashes, a line each, for "
        "instance";
    return roff_title(line.name(), line.version(), manual.does) +
           roff_section("SYNOPSIS", "\\fB" + roff_text(line.name()) + "\\fR [\\fIOPTIONS\\fR]\n") +
           roff_section("DESCRIPTION", roff_text(manual.description) + "\n") +
           roff_section("OPTIONS", option_entries(line)) +
           roff_section("CONFIGURATION FILE",
                        roff_text(about_file) + "\n" + roff_example(manual.file)) +
           roff_section("ENVIRONMENT",
                        roff_environment("--log-level") + roff_entries(manual.environment)) +
           roff_section("EXIT STATUS", roff_entries(manual.statuses)) +
           roff_section("SIGNALS", roff_entries(manual.signals)) +
           roff_section("FILES", roff_entries(manual.files)) +
           roff_section("EXAMPLES", roff_entries(manual.examples)) +
           roff_section("SEE ALSO", roff_text(manual.see_also) + "\n");
}

} // namespace crier
