#include "hub/manual.hpp"

namespace crier {

const program_manual hub_manual{
    .does = "takes messages from many machines and shows them in browsers",
    .description =
        "Publishers connect at --publish-address and send frames or lines of text; browsers and "
        "other subscribers connect at --web-address, over WebSocket or HTTP, where the page is "
        "too. "
        "The hub numbers every message, keeps it and sends it to everybody who asked for its "
        "topic. Nothing is lost or doubled on the way, and where something is gone the subscriber "
        "is told exactly what.\n\n"
        "Without access control it serves this machine alone; --insecure lets everybody in.\n\n"
        "Once it can be reached it says so in a line on standard output, \"crier-hub ready\" with "
        "its addresses. Logs go to standard error.",
    .file = "data-dir = \"/var/lib/crier\"\n"
            "retain-age = \"7d\"\n"
            "token-key = [\"/etc/crier/token.secret\"]",
    .environment = "",
    .statuses = "0  a signal ended it, and everything that it had got is stored\n"
                "1  it could not begin, or not go on: standard error says why\n"
                "2  a bad option\n"
                "130, 143  a second SIGINT or SIGTERM ended it at once",
    .signals =
        "SIGTERM, SIGINT  It stores and acknowledges what it has got, tells everybody to come "
        "back, and ends, within --drain-delay and --drain-timeout. A second one ends it at once.\n"
        "SIGHUP  It reads its settings again, as it does when the --config file changes: the log "
        "level and what clients may have are taken at once, of others it says that they need a "
        "restart. Keys, permissions and certificates are taken whenever their files change.",
    .files = "DIR/crier.db  With --data-dir DIR and SQLite: the messages, with crier.db-wal and "
             "crier.db-shm beside it.\n"
             "DIR/crier.lock  Belongs to the hub that runs; a second one in the folder is refused.",
    .examples =
        "crier-hub  A hub for this machine, with its messages in memory; the page is at "
        "http://127.0.0.1:8080.\n"
        "crier-hub --data-dir data --retain-age 7d  Keeps a week of messages over restarts.\n"
        "crier-hub --tls-certificate hub.crt --tls-key hub.key --token-key token.secret  Speaks "
        "TLS, and lets in who has a token.\n"
        "crier-hub --history jetstream --nats-url nats://10.0.0.5:4222  One of several that share "
        "a history.",
    .see_also = "crier(1), crier-broadcaster(1), crier-mqtt(1)",
};

} // namespace crier
