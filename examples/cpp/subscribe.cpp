// subscribe HOST PORT FILTER: prints each message and each gap; comes back after every cut where it
// was.
#include <crier/subscriber.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iomanip>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: subscribe HOST PORT FILTER\n";
        return 2;
    }
    boost::asio::io_context loop;
    crier::subscriber_options options;
    options.host = argv[1];
    options.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
    options.filters = {argv[3]};
    crier::subscriber_handlers handlers;
    handlers.message = [](const crier::message& said) {
        std::cout << said.offset.value << " " << said.source << " " << said.topic << " "
                  << std::quoted(said.payload) << std::endl;
    };
    handlers.missed = [](const crier::missed_messages& gone) {
        std::cout << "gone: " << gone.after.value + 1 << " to " << gone.before.value - 1
                  << std::endl;
    };
    crier::subscriber subscriber{loop.get_executor(), options, handlers};
    boost::asio::co_spawn(
        loop, subscriber.run(),
        [](std::exception_ptr, const crier::refusal& why) { std::cerr << why.message << "\n"; });
    loop.run();
}
