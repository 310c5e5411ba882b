// publish HOST PORT TOPIC TEXT: one message, kept and sent again until the hub has stored it.
#include <crier/publisher.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> say(crier::publisher& publisher, const char* topic, const char* text,
                          int& status) {
    const auto number = publisher.publish(topic, text);
    if (!number) {
        std::cerr << number.error().message << "\n";
        publisher.close();
        co_return;
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    const std::size_t left = co_await publisher.finish(deadline);
    status = left == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: publish HOST PORT TOPIC TEXT\n";
        return 2;
    }
    asio::io_context loop;
    crier::publisher_options options;
    options.host = argv[1];
    options.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
    options.source = "cpp";
    int status = 1;
    crier::publisher_handlers handlers;
    handlers.refused = [&status](std::uint64_t, const crier::refusal& why) {
        std::cerr << why.message << "\n";
        status = 1;
    };
    crier::publisher publisher{loop.get_executor(), options, handlers};
    asio::co_spawn(loop, publisher.run(), [](std::exception_ptr, const crier::refusal&) {});
    asio::co_spawn(loop, say(publisher, argv[3], argv[4], status), [](std::exception_ptr) {});
    loop.run();
    return status;
}
