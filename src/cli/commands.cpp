#include "cli/command.hpp"
#include "cli/listings.hpp"
#include "cli/publish.hpp"
#include "cli/watch.hpp"

#include <array>

namespace crier {
namespace {

constexpr const char* plain_statuses = "0  it is done\n"
                                       "1  it could not be done: standard error says why\n"
                                       "2  a bad option or argument";

constexpr std::array<command_entry, 5> entries{{
    {"publish", "Publishes, and returns when the hub has stored it",
     "TEXT is one message, and its offset is printed. Without TEXT each line of standard input is "
     "a "
     "message. What was sent and not acknowledged is sent again after a cut; nothing is doubled by "
     "that.\n\nA message that is refused is named on standard error by its line, and the others "
     "are "
     "published all the same.",
     "0  everything is stored\n"
     "1  something was refused, or not acknowledged in time: standard error says what\n"
     "2  a bad option or argument",
     make_publish},
    {"watch", "Shows what is published, as it comes",
     "Follows the hub over cut connections and restarts, and goes on where it was. A line for each "
     "message: when the hub accepted it, the time since the message before it on its topic, its "
     "topic, source and payload. Messages that are no longer kept are shown as a gap, with their "
     "offsets and the reason; that nothing else is missing is checked by what each message names "
     "as the one before it on its topic.\n\nCtrl-C ends it, with a line of statistics on standard "
     "error.",
     "0  it was ended by --count, Ctrl-C or SIGTERM\n"
     "1  the hub refuses: standard error says why\n"
     "2  a bad option or argument",
     make_watch},
    {"topics", "Lists the hub's topics",
     "How many messages each has had, how many come in a "
     "second (over about a minute), and its last one.",
     plain_statuses, make_topics},
    {"publishers", "Lists who is connected and publishes",
     "What each connection has brought. Needs the right to follow $hub/publishers/#.",
     plain_statuses, make_publishers},
    {"explain", "Says what the bearer of a token may do, and why",
     "Asks the hub about a topic or a filter with the token of --token-file or CRIER_TOKEN, or "
     "with "
     "none: whether its bearer is admitted, may publish and may subscribe, and which rule says so.",
     "0  the bearer is admitted\n"
     "1  it isn't, or the hub could not be asked: the output says why\n"
     "2  a bad option or argument",
     make_explain},
}};

} // namespace

std::span<const command_entry> all_commands() {
    return entries;
}

std::unique_ptr<command_line> line_of(const command_entry& entry, command& made) {
    auto line = std::make_unique<command_line>(
        std::string{"crier "} + entry.name,
        std::string{entry.summary} + ".\n\n" + entry.details + "\n", CRIER_VERSION);
    line->add_footer(std::string{"Exit status:\n"} + entry.statuses);
    made.declare(*line);
    return line;
}

} // namespace crier
