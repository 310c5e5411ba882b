#include "async/run_program.hpp"
#include "mqtt/bridge.hpp"
#include "mqtt/options.hpp"

#include <mosquitto.h>

#include <csignal>
#include <exception>
#include <tuple>

int main(int argc, char** argv) {
    crier::mqtt_options options;
    if (const auto status = crier::read_options(argc, argv, options))
        return *status;
    const auto logger = crier::make_logger("crier-mqtt", options.log);
    // libmosquitto writes to sockets that the broker may have closed.
    std::ignore = std::signal(SIGPIPE, SIG_IGN); // it fails for signals that there aren't
    mosquitto_lib_init();
    int exit_status = 1;
    try {
        exit_status = crier::run_program(crier::run_bridge(options, *logger));
    } catch (const std::exception& failure) {
        logger->error("failed reason=\"{}\"", failure.what());
    }
    mosquitto_lib_cleanup();
    return exit_status;
}
