#include "mqtt/manual.hpp"

namespace crier {

const program_manual mqtt_manual{
    .does = "publishes an MQTT broker's messages in a Crier hub",
    .description =
        "It subscribes to a broker that is there already, and publishes in the hub what it gets: "
        "machines that speak MQTT change nothing. With --to-mqtt it sends topics of the hub to the "
        "broker as well.\n\n"
        "A message of QoS 1 is acknowledged to the broker once the hub has stored it, so whatever "
        "ends in between, the broker still has it and sends it again. With --state-file nothing is "
        "doubled either, not even when the bridge is killed. QoS 0 is what it always is: what is "
        "in memory, or is sent while the bridge is away, may be lost.\n\n"
        "It speaks MQTT 5. Both connections come back by themselves after a cut. Logs go to "
        "standard error.",
    .file = "broker = \"broker.plant:1883\"\n"
            "topics = [\"line1/#\", \"+/alarm\"]\n"
            "state-file = \"/var/lib/crier-mqtt/state\"",
    .environment = "CRIER_BROKER_PASSWORD  The password of --broker-user, where no "
                   "--broker-password-file is given.",
    .statuses = "0  a signal ended it, and everything that it took is stored\n"
                "1  the broker or the hub refuses it, or something is not stored: the log says "
                "what\n"
                "2  a bad option",
    .signals = "SIGTERM, SIGINT  It takes nothing more, waits up to 5 seconds for the hub to store "
               "and as long for the broker to acknowledge, and ends. A second one ends it at once.",
    .files = "",
    .examples =
        "crier-mqtt --broker localhost:1883 --topics 'line1/#'  Takes what is published below "
        "line1.\n"
        "crier-mqtt --prefix plant7/ --source-level 2  Puts everything below plant7, and takes the "
        "second level of each topic as the source.\n"
        "crier-mqtt --to-mqtt 'control/#' --state-file state  Sends the hub's commands to the "
        "broker, and goes on after a crash where it was.",
    .see_also = "crier(1), crier-hub(1), mosquitto(8)",
};

} // namespace crier
