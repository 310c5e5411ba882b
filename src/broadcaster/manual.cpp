#include "broadcaster/manual.hpp"

namespace crier {

const program_manual broadcaster_manual{
    .does = "says something to a Crier hub, now and then",
    .description =
        "A publisher to try a hub with. It says --text on --topic, after times that are chosen "
        "anew for each message, evenly between --min-interval and --max-interval. It connects "
        "again after every cut, and sends again what the hub has not acknowledged; nothing is "
        "doubled by that.\n\n"
        "It obeys commands on --control while it runs: {\"text\":..., \"min_interval\":\"1s\", "
        "\"max_interval\":\"10s\", \"paused\":true}, each member optional.\n\n"
        "Logs go to standard error.",
    .file = "hub = \"10.0.0.7:7000\"\n"
            "text = \"Hello world\"\n"
            "max-interval = \"3s\"",
    .environment = "",
    .statuses = "0  everything that it said is stored\n"
                "1  the hub refuses it, or has not stored everything: the log says why\n"
                "2  a bad option",
    .signals = "SIGTERM, SIGINT  It says no more, waits up to 5 seconds until the hub has stored "
               "everything, and ends. A second one ends it at once.",
    .files = "",
    .examples =
        "crier-broadcaster --source press-7  Says Hello world on hello/press-7.\n"
        "crier-broadcaster --topic load/1 --min-interval 1ms --max-interval 1ms --count 10000  "
        "Says it ten thousand times, a thousand times a second, and ends once all is stored.\n"
        "crier publish control/press-7 '{\"paused\":true}' --format json  Has it pause.",
    .see_also = "crier(1), crier-hub(1)",
};

} // namespace crier
