#include "mqtt/options.hpp"

#include "mqtt/manual.hpp"
#include "options/command_line.hpp"
#include "options/program_texts.hpp"
#include "protocol/name.hpp"

#include <crier/topic.hpp>

#include <cstdlib>

namespace crier {
namespace {

constexpr std::uint64_t window_max = 10'000;
constexpr std::uint64_t sources_max = 10'000;
constexpr std::uint64_t levels_max = topic_bytes_max;

std::optional<std::string> check_filters(const std::string& flag,
                                         const std::vector<std::string>& filters) {
    for (const std::string& filter : filters) {
        if (const auto wrong = check_filter(filter)) {
            std::string told = flag;
            return told.append(": \"").append(filter).append("\": ").append(wrong->message);
        }
    }
    return std::nullopt;
}

std::optional<std::string> check(const topic_mapping& mapping) {
    if (mapping.filters.empty())
        return "--topics must name at least one filter";
    if (auto wrong = check_filters("--topics", mapping.filters))
        return wrong;
    for (const std::string& filter : mapping.filters) {
        // Somebody else would get the half of it, and what comes from us would come back.
        if (filter.starts_with("$share/"))
            return "--topics: \"" + filter + "\" is a shared subscription, which can't be bridged";
    }
    if (const auto wrong = check_topic(mapping.prefix + "x"); wrong && !mapping.prefix.empty())
        return "--prefix: " + wrong->message;
    if (is_hub_topic(mapping.prefix + "x"))
        return "--prefix: topics that begin with $hub/ are the hub's own";
    if (!is_name(mapping.source))
        return "--source: \"" + mapping.source + "\" is not 1 to 128 bytes of A-Za-z0-9._:-";
    if (mapping.source_level && (*mapping.source_level < 1 || *mapping.source_level > levels_max))
        return "--source-level must be from 1 (a topic's first level) to 255";
    return std::nullopt;
}

/// What is wrong with values that each read as their type; nothing when they fit together.
std::optional<std::string> check(const mqtt_options& options) {
    if (options.hub.port == 0)
        return "--hub: the port can't be 0";
    if (options.tls && options.tls->certificate.empty() != options.tls->key.empty())
        return "--tls-certificate and --tls-key belong together";
    if (auto wrong = check(options.mapping))
        return wrong;
    if (auto wrong = check_filters("--to-mqtt", options.to_mqtt))
        return wrong;
    if (!options.state_file.empty() && options.mapping.source_level)
        return "--state-file is about one source: it can't go with --source-level";
    if (options.window < 1 || options.window > window_max)
        return "--window must be from 1 to 10000";
    if (options.sources_max < 1 || options.sources_max > sources_max)
        return "--sources-max must be from 1 to 10000";
    return check(options.broker);
}

/// What the values of flags are read into that together make one of the options.
struct pieces {
    bool tls = false;
    tls_options files;
    bool broker_tls = false;
    tls_options broker_files;
    std::string retained = "once";
    last_will will;
};

void add_hub(command_line& line, mqtt_options& options, pieces& read) {
    line.begin_group("The hub");
    line.add_host_port("--hub", options.hub, "The hub's address for publishers");
    line.add_text("--token-file", options.token_file,
                  "Show the hub the token in this file; it is read again for each connection",
                  "FILE");
    line.add_switch("--tls", read.tls,
                    "Connect to the hub with TLS, and trust the system's authorities");
    line.add_text("--tls-ca", read.files.authorities,
                  "Connect to the hub with TLS, and trust these authorities", "FILE");
    line.add_text("--tls-certificate", read.files.certificate,
                  "Show the hub this certificate; its name must be the source", "FILE");
    line.add_text("--tls-key", read.files.key, "The certificate's key", "FILE");
}

void add_broker(command_line& line, broker_options& broker, pieces& read) {
    line.begin_group("The broker");
    line.add_host_port("--broker", broker.address, "The MQTT broker's address");
    line.add_text("--client-id", broker.client_id,
                  "Whose session the broker keeps; no two programs may have the same");
    line.add_text("--broker-user", broker.user, "Who we are to the broker");
    line.add_text("--broker-password-file", broker.password_file,
                  "The password is in this file; else in CRIER_BROKER_PASSWORD", "FILE");
    line.add_switch("--broker-tls", read.broker_tls,
                    "Connect to the broker with TLS, and trust the system's authorities");
    line.add_text("--broker-tls-ca", read.broker_files.authorities,
                  "Connect to the broker with TLS, and trust these authorities", "FILE");
    line.add_text("--broker-tls-certificate", read.broker_files.certificate,
                  "Show the broker this certificate", "FILE");
    line.add_text("--broker-tls-key", read.broker_files.key, "The certificate's key", "FILE");
    line.add_duration("--keepalive", broker.keepalive,
                      "How long the broker may hear nothing from us");
    line.add_duration("--session-expiry", broker.session_expiry,
                      "How long the broker keeps messages for us while we are away");
    line.add_bytes("--max-packet", broker.max_packet,
                   "The broker is not to send us a message larger than this");
    line.add_text("--will-topic", read.will.topic,
                  "What the broker publishes on when it loses us; nothing unless given");
    line.add_text("--will-text", read.will.text, "What it publishes there");
    line.add_switch("--will-retained", read.will.retained, "Have it retained");
}

void add_messages(command_line& line, mqtt_options& options, pieces& read) {
    topic_mapping& mapping = options.mapping;
    line.begin_group("Messages");
    line.add_list("--topics", mapping.filters,
                  "Take what matches this filter from the broker; may be repeated [#]", "FILTER");
    line.add_text("--prefix", mapping.prefix, "Stands before the broker's topics in the hub");
    line.add_text("--source", mapping.source, "Who publishes in the hub");
    line.add_optional_count("--source-level", mapping.source_level,
                            "This level of the broker's topic (from 1) is the source instead");
    line.add_count("--sources-max", options.sources_max,
                   "Keep connections to the hub for this many sources");
    line.add_choice("--retained", read.retained, {"once", "always", "never"},
                    "Take what the broker has retained");
    line.add_count("--window", options.window,
                   "Take this many messages before the hub must have stored them");
    line.add_text("--state-file", options.state_file,
                  "Keep in this file how far we are, both ways, for the next run", "FILE");
    line.add_list("--to-mqtt", options.to_mqtt,
                  "Send what matches this filter from the hub to the broker; may be repeated",
                  "FILTER");
}

void put_together(mqtt_options& options, const pieces& read) {
    if (read.tls || !read.files.authorities.empty() || !read.files.certificate.empty() ||
        !read.files.key.empty())
        options.tls = read.files;
    const tls_options& files = read.broker_files;
    if (read.broker_tls || !files.authorities.empty() || !files.certificate.empty() ||
        !files.key.empty())
        options.broker.tls = files;
    if (read.retained == "always")
        options.broker.retained = retained_messages::always;
    else if (read.retained == "never")
        options.broker.retained = retained_messages::never;
    if (!read.will.topic.empty())
        options.broker.will = read.will;
    // Never a flag: everybody on the machine can read those.
    if (const char* password = std::getenv("CRIER_BROKER_PASSWORD"))
        options.broker.password = password;
}

} // namespace

connection_options connection_to_hub(const mqtt_options& options) {
    connection_options out;
    out.host = options.hub.host;
    out.port = options.hub.port;
    out.token_file = options.token_file;
    out.tls = options.tls;
    return out;
}

std::optional<int> read_options(int argc, const char* const* argv, mqtt_options& options) {
    command_line line{"crier-mqtt", "Publishes an MQTT broker's messages in a Crier hub",
                      CRIER_VERSION};
    pieces read;
    add_hub(line, options, read);
    add_broker(line, options.broker, read);
    add_messages(line, options, read);
    line.add_optional_host_port("--metrics-address", options.metrics_address,
                                "Where /metrics and the probes are; nowhere unless given");
    options.log.add_to(line);
    if (const auto status = print_texts(line, mqtt_manual, argc, argv))
        return status;
    if (const auto status = line.parse(argc, argv))
        return status;
    put_together(options, read);
    if (read.will.topic.empty() && (!read.will.text.empty() || read.will.retained))
        return line.refuse("--will-text and --will-retained need --will-topic");
    if (const auto wrong = check(options))
        return line.refuse(*wrong);
    return std::nullopt;
}

} // namespace crier
