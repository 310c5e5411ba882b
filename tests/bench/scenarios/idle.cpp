#include "bench/scenarios/rounds.hpp"

namespace crier::bench {
namespace {

using namespace std::chrono_literals;

// A server takes its time to give back what connecting took.
constexpr auto rest = 3s;
// What a server needs once, it needs for the first of them.
constexpr std::size_t first_few = 20;

subscription_plan quiet(std::size_t /*which*/) {
    return {{"bench/quiet"}, {}, 0};
}

struct memory {
    double server;
    double slab;
    double buffers;
};

memory memory_now(const std::vector<pid_t>& server) {
    return {static_cast<double>(memory_bytes_of(server)), static_cast<double>(slab_bytes()),
            static_cast<double>(tcp_buffer_bytes())};
}

} // namespace

report run_idle(const peer& server, const settings& with) {
    crowd all{server, with.at, 1};
    all.connect(first_few, connecting_max, quiet);
    all.turn_for(1s);
    const memory before = memory_now(with.processes);
    all.connect(with.subscribers, connecting_max, quiet);
    all.turn_for(rest);
    const memory after = memory_now(with.processes);

    const auto count = static_cast<double>(with.subscribers);
    report out;
    out.add("user_bytes_each", (after.server - before.server) / count);
    // Of both ends of a connection, the load's too.
    out.add("kernel_bytes_each", (after.slab - before.slab) / count);
    out.add("kernel_buffer_bytes_each", (after.buffers - before.buffers) / count);
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
