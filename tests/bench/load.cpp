// The benchmark's load: subscribers and publishers of one scenario in one thread, which parses in
// place and allocates nothing for a message. It tells as one JSON object what came, how long that
// took, and what it cost the server and itself. tests/bench/run starts it.

#include "bench/peers/crier.hpp"
#include "bench/peers/mqtt.hpp"
#include "bench/peers/nats.hpp"
#include "bench/scenarios/scenario.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <utility>

namespace crier::bench {
namespace {

struct named_scenario {
    std::string_view name;
    report (*run)(const peer&, const settings&);
};

constexpr named_scenario scenarios[] = {
    {"fan-out", run_fan_out},
    {"latency", run_latency},
    {"idle", run_idle},
    {"storm", run_storm},
    {"stalled", run_stalled},
    {"ingest", run_ingest},
    {"stored", run_stored},
    {"topics", run_topics},
    {"catch-up", run_catch_up},
    {"many-topics", run_many_topics},
    {"tree", run_tree},
    {"tls", run_fan_out},
    {"shared-stored", run_stored},
    {"shared-fan-out", run_fan_out},
    {"shared-latency", run_latency},
};

std::unique_ptr<peer> make_peer(const std::string& name) {
    if (name.starts_with("crier-json"))
        return std::make_unique<crier_peer>(true);
    if (name.starts_with("crier-") || name == "floor")
        return std::make_unique<crier_peer>(false);
    if (name.starts_with("nats-stream"))
        return std::make_unique<nats_peer>("fed.");
    if (name.starts_with("nats") || name == "jetstream")
        return std::make_unique<nats_peer>();
    if (name == "mosquitto")
        return std::make_unique<mqtt_peer>();
    throw std::runtime_error{"an unknown server: " + name};
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> out;
    std::istringstream rest{list};
    for (std::string one; std::getline(rest, one, ',');)
        out.push_back(one);
    return out;
}

/// Where a server is, by its ports with commas in between.
std::vector<port> parse_ports(const std::string& numbers) {
    std::vector<port> out;
    for (const std::string& number : split(numbers))
        out.emplace_back().number = static_cast<std::uint16_t>(std::stoul(number));
    return out;
}

security parse_security(const std::string& name) {
    if (name != "plain" && name != "tls")
        throw std::runtime_error{"a connection is plain or tls, not " + name};
    return name == "tls" ? security::tls : security::plain;
}

void set(settings& out, const std::string& name, const std::string& value) {
    const std::pair<std::string_view, std::size_t*> counts[] = {
        {"subscribers", &out.subscribers},
        {"window", &out.window},
        {"topics", &out.topics},
        {"publishers", &out.publishers},
        {"messages", &out.messages},
        {"readers", &out.readers},
        {"stalled", &out.stalled},
        {"filters", &out.filters},
        {"payload-bytes", &out.payload_bytes},
        {"idle", &out.idle}};
    for (const auto& [known, count] : counts) {
        if (name == known) {
            *count = std::stoull(value);
            return;
        }
    }
    if (name == "scenario")
        out.scenario = value;
    else if (name == "server")
        out.server = value;
    else if (name == "publish-port")
        out.at.publish = parse_ports(value);
    else if (name == "subscribe-port")
        out.at.subscribe = parse_ports(value);
    else if (name == "publish-security")
        for (port& each : out.at.publish)
            each.how = parse_security(value);
    else if (name == "subscribe-security")
        for (port& each : out.at.subscribe)
            each.how = parse_security(value);
    else if (name == "process")
        for (const std::string& number : split(value))
            out.processes.push_back(static_cast<pid_t>(std::stol(number)));
    else if (name == "rate")
        out.rate = std::stod(value);
    else if (name == "seconds")
        out.seconds = std::stod(value);
    else
        throw std::runtime_error{"an unknown setting: " + name};
}

/// Settings as NAME=VALUE.
settings parse(int argc, char** argv) {
    settings out;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t middle = argument.find('=');
        if (middle == argument.npos)
            throw std::runtime_error{"this program is started by tests/bench/run"};
        set(out, argument.substr(0, middle), argument.substr(middle + 1));
    }
    if (out.payload_bytes < number_digits)
        throw std::runtime_error{"a payload carries a number of 16 digits"};
    if (out.publishers > streams_max)
        throw std::runtime_error{"at most 10000 publishers"};
    return out;
}

void run(const settings& with) {
    const auto* const scenario =
        std::find_if(std::begin(scenarios), std::end(scenarios),
                     [&](const named_scenario& known) { return known.name == with.scenario; });
    if (scenario == std::end(scenarios))
        throw std::runtime_error{"an unknown scenario: " + with.scenario};
    const std::unique_ptr<peer> server = make_peer(with.server);
    std::cout << scenario->run(*server, with).json() << std::endl;
}

} // namespace
} // namespace crier::bench

int main(int argc, char** argv) {
    // OpenSSL writes to sockets that the server has closed without asking for no signal.
    (void)std::signal(SIGPIPE, SIG_IGN);
    try {
        crier::bench::run(crier::bench::parse(argc, argv));
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "crier-bench-load: " << failure.what() << "\n";
        return 1;
    }
}
