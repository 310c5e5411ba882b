#pragma once

// What the load can do to a server; each scenario is a file of its name.

#include "bench/crowd.hpp"
#include "bench/report.hpp"

#include <sys/types.h>

#include <vector>

namespace crier::bench {

struct settings {
    std::string scenario;
    std::string server; ///< as tests/bench/servers.py names it
    ports at;
    std::vector<pid_t> processes; ///< the server's
    std::size_t subscribers = 100;
    std::size_t window = 1; ///< messages that are published at once, or under way
    std::size_t publishers = 1;
    std::size_t messages = 0; ///< in all; 0: as many as the time allows
    std::size_t topics = 1;
    std::size_t stalled = 0;
    std::size_t idle = 0;    ///< subscribers to which nothing comes
    std::size_t readers = 0; ///< subscribers that ask for all that is stored
    std::size_t filters = 0;
    double rate = 100; ///< messages a second
    double seconds = 1;
    std::size_t payload_bytes = 128;
};

/// One topic, one publisher; the next window when all have the last.
report run_fan_out(const peer& server, const settings& with);
/// A message every so often, however long the last one takes.
report run_latency(const peer& server, const settings& with);
/// The same beside subscribers that read a long history.
report run_catch_up(const peer& server, const settings& with);
/// Subscribers to which nothing comes.
report run_idle(const peer& server, const settings& with);
/// All connect at once.
report run_storm(const peer& server, const settings& with);
/// Fan-out, before and while some don't read.
report run_stalled(const peer& server, const settings& with);
/// Many publishers as fast as they can, and one subscriber.
report run_ingest(const peer& server, const settings& with);
/// Many publishers that wait for acknowledgements, and a server that stores.
report run_stored(const peer& server, const settings& with);
/// Fan-out over many topics, each with subscribers of its own.
report run_topics(const peer& server, const settings& with);
/// Many topics that the server has seen, and few subscribers.
report run_many_topics(const peer& server, const settings& with);
/// Very many filters with wildcards, of which two match each message.
report run_tree(const peer& server, const settings& with);

} // namespace crier::bench
