#include "cli/bench.hpp"
#include "cli/check.hpp"
#include "cli/command.hpp"
#include "cli/listings.hpp"
#include "cli/plain_text.hpp"
#include "cli/printed_texts.hpp"
#include "cli/publish.hpp"
#include "cli/record.hpp"
#include "cli/replay.hpp"
#include "cli/watch.hpp"

#include <array>

namespace crier {
namespace {

constexpr std::size_t help_columns = 98;

constexpr const char* plain_statuses = "0  it is done\n"
                                       "1  it could not be done: standard error says why\n"
                                       "2  a bad option or argument";

constexpr std::array<command_entry, 11> entries{{
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
    {"record", "Records what is published in a file, and goes on with it after a cut",
     "A message a line, exactly as the hub tells it, which is also what the dashboard exports and "
     "opens; the name of the history comes first, and gaps stand in their places. Run again after "
     "it was ended, or killed, it goes on behind the last whole line: nothing is recorded twice, "
     "and what the hub no longer keeps is a gap.\n\nCtrl-C ends it.",
     "0  it was ended by --count, Ctrl-C or SIGTERM\n"
     "1  the hub refuses, or the file can't be written or isn't a recording: standard error says "
     "why\n"
     "2  a bad option or argument",
     make_record},
    {"replay", "Publishes a recording again, with the time between its messages",
     "Each message is published with its topic and payload; the source is the replay's own, or "
     "with "
     "--keep-sources the one that it had. Where it is ended or killed, the same command goes on "
     "where the hub's acknowledgements stopped, and nothing is doubled: FILE.replay holds the "
     "sessions, and the hub knows how much of each is stored. The hub's own announcements "
     "($hub/...) "
     "are left out.",
     "0  everything is stored\n"
     "1  it was ended before, or a message was refused: standard error says why\n"
     "2  a bad option or argument",
     make_replay},
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
    {"check", "Says whether the hub is healthy, and whether anything was lost",
     "Asks whether it is ready, and looks at its ledger: whether every message that it accepted is "
     "stored, and every one that was due to a subscriber is accounted for. What was refused, who "
     "was turned away and which limits were reached is told, and is no illness.",
     "0  it is healthy, and nothing was lost\n"
     "1  it is healthy, but messages expired before slow subscribers had them\n"
     "2  it isn't healthy: it can't be reached, isn't ready, the round trip failed, or the ledger "
     "doesn't balance; or a bad option",
     make_check},
    {"bench", "Loads the hub, and measures how much it delivers and how fast",
     "Publishers and subscribers of its own, on topics of its own (bench/...). Each subscriber "
     "gets "
     "everything and checks that nothing is missing or doubled. Latency is from the moment when a "
     "message is handed to the publisher until the subscriber has it. What is published is kept by "
     "the hub like anything else.",
     "0  everything came, once\n"
     "1  something was lost, doubled or refused, or somebody could not connect\n"
     "2  a bad option or argument",
     make_bench},
    {"completion", "Prints what a shell needs to complete crier's commands",
     "For bash: source <(crier completion bash). For zsh: source <(crier completion zsh), or a "
     "file "
     "_crier in $fpath. For fish: crier completion fish | source.",
     "0  it is printed\n2  a bad option or argument", make_completion},
    {"manual", "Prints the manual page", "crier manual | man -l -",
     "0  it is printed\n2  a bad option or argument", make_manual, true},
}};

} // namespace

std::span<const command_entry> all_commands() {
    return entries;
}

std::unique_ptr<command_line> line_of(const command_entry& entry, command& made) {
    auto line = std::make_unique<command_line>(std::string{"crier "} + entry.name,
                                               std::string{entry.summary} + ".\n\n" +
                                                   wrapped_text(entry.details, help_columns) + "\n",
                                               CRIER_VERSION);
    line->add_footer("Exit status:\n" + wrapped_text(entry.statuses, help_columns));
    made.declare(*line);
    return line;
}

} // namespace crier
