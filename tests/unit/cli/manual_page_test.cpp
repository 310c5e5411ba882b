#include "cli/manual_page.hpp"

#include "cli/command.hpp"
#include "cli/overview.hpp"
#include "cli/shell_completion.hpp"
#include "options/roff.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("the page, the overview and each completion know every command and option", "[cli]") {
    const std::string page = manual_page();
    const std::string bash = completion_for("bash");
    const std::string zsh = completion_for("zsh");
    const std::string fish = completion_for("fish");
    for (const command_entry& entry : all_commands()) {
        if (entry.is_hidden)
            continue;
        CAPTURE(entry.name);
        CHECK(has(overview(), std::string{"\n  "} + entry.name + " "));
        CHECK(has(page, std::string{"\\fBcrier "} + entry.name + "\\fR"));
        const auto made = entry.make();
        for (const option_text& option : line_of(entry, *made)->described()) {
            CAPTURE(option.name);
            CHECK(has(page, roff_text(option.name)));
            if (option.is_argument)
                continue;
            CHECK(has(bash, option.name));
            CHECK(has(zsh, option.name + (option.type.empty() ? "[" : "=[")));
            CHECK(has(fish,
                      "__crier_is " + std::string{entry.name} + "' -l " + option.name.substr(2)));
        }
    }
}

TEST_CASE("every command says what its exit statuses mean", "[cli]") {
    for (const command_entry& entry : all_commands()) {
        CAPTURE(entry.name);
        CHECK(std::string{entry.statuses}.starts_with("0  "));
        CHECK(has(entry.statuses, "\n2  "));
    }
}

} // namespace
} // namespace crier
