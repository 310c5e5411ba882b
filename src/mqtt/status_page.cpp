#include "mqtt/status_page.hpp"

#include "metrics/exposition.hpp"
#include "metrics/process_usage.hpp"

#include <string_view>

namespace crier {
namespace {

void describe(exposition& out, std::string_view name, std::string_view help,
              std::uint64_t traffic::*count, const bridge_counts& counts) {
    out.counter(name, help);
    out.value(static_cast<double>(counts.to_hub.*count), {{"direction", "to_hub"}});
    out.value(static_cast<double>(counts.to_mqtt.*count), {{"direction", "to_mqtt"}});
}

void describe_messages(exposition& out, const bridge_counts& counts) {
    describe(out, "crier_mqtt_messages_taken_total",
             "Messages taken from one side for the other, but for repetitions.", &traffic::taken,
             counts);
    describe(out, "crier_mqtt_messages_acknowledged_total",
             "Messages that the other side has taken: the hub stored them, the broker "
             "acknowledged them.",
             &traffic::acknowledged, counts);
    describe(out, "crier_mqtt_messages_refused_total",
             "Messages that the other side doesn't take, and that were dropped.", &traffic::refused,
             counts);
    out.gauge("crier_mqtt_messages_waiting",
              "Messages taken that the other side has still to acknowledge.");
    out.value(static_cast<double>(counts.to_hub.waiting()), {{"direction", "to_hub"}});
    out.value(static_cast<double>(counts.to_mqtt.waiting()), {{"direction", "to_mqtt"}});
    out.counter("crier_mqtt_messages_repeated_total",
                "Messages that the broker sent again and that were taken before.",
                static_cast<double>(counts.repeated));
    out.counter("crier_mqtt_gaps_total",
                "How often messages for the broker were gone from the hub before they were taken.",
                static_cast<double>(counts.gaps));
}

void describe_connections(exposition& out, const bridge_counts& counts) {
    out.gauge("crier_mqtt_connected", "1 while there is a connection to that side, else 0.");
    out.value(counts.hub.connected ? 1 : 0, {{"side", "hub"}});
    out.value(counts.broker.connected ? 1 : 0, {{"side", "broker"}});
    out.counter("crier_mqtt_reconnects_total",
                "Connections to that side after the first: the one before was lost.");
    out.value(static_cast<double>(counts.hub.reconnects()), {{"side", "hub"}});
    out.value(static_cast<double>(counts.broker.reconnects()), {{"side", "broker"}});
}

} // namespace

std::string compose_metrics(const bridge_counts& counts) {
    exposition out;
    out.gauge("crier_mqtt_build_info", "Always 1; its label says what runs.");
    out.value(1, {{"version", CRIER_VERSION}});
    describe_messages(out, counts);
    describe_connections(out, counts);
    describe_process(out);
    return out.text();
}

std::string why_not_ready(const bridge_counts& counts) {
    if (counts.stopping)
        return "stopping";
    if (!counts.hub.connected)
        return "there is no connection to the hub";
    if (!counts.broker.connected)
        return "there is no connection to the broker";
    return {};
}

} // namespace crier
