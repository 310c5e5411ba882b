#include "mqtt/bridge.hpp"
#include "mqtt/options.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
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
        boost::asio::io_context loop{1};
        const auto on_end = [&](const std::exception_ptr& failure, int status) {
            if (failure)
                std::rethrow_exception(failure);
            exit_status = status;
        };
        boost::asio::co_spawn(loop, crier::run_bridge(options, *logger), on_end);
        loop.run();
    } catch (const std::exception& failure) {
        logger->error("failed reason=\"{}\"", failure.what());
    }
    mosquitto_lib_cleanup();
    return exit_status;
}
