#include "async/run_program.hpp"
#include "broadcaster/broadcast.hpp"
#include "broadcaster/options.hpp"

#include <exception>

int main(int argc, char** argv) {
    crier::broadcaster_options options;
    if (const auto status = crier::read_options(argc, argv, options))
        return *status;
    const auto logger = crier::make_logger("crier-broadcaster", options.log);
    try {
        return crier::run_program(crier::run_broadcast(options, *logger));
    } catch (const std::exception& failure) {
        logger->error("failed reason=\"{}\"", failure.what());
        return 1;
    }
}
