// crier-hub: takes messages from publishers, numbers and keeps them, and fans them out.

#include "hub/hub.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <iostream>

namespace {

namespace asio = boost::asio;

/// The first SIGTERM or SIGINT drains the hub; a second one means it, and ends the process.
void stop_on_signal(asio::signal_set& signals, crier::hub& hub) {
    signals.async_wait([&signals, &hub](boost::system::error_code ec, int number) {
        if (ec)
            return;
        hub.stop();
        signals.async_wait([number](boost::system::error_code again, int /*number*/) {
            if (!again)
                std::_Exit(128 + number);
        });
    });
}

void reload_on_signal(asio::signal_set& signals, crier::hub& hub) {
    signals.async_wait([&signals, &hub](boost::system::error_code ec, int /*number*/) {
        if (ec)
            return;
        hub.reload();
        reload_on_signal(signals, hub);
    });
}

int serve(const crier::hub_options& options, const crier::reread_options& reread,
          spdlog::logger& log) {
    asio::io_context loop{1};
    crier::hub hub{loop, options, reread, log};
    asio::signal_set signals{loop, SIGTERM, SIGINT};
    stop_on_signal(signals, hub);
    asio::signal_set reload_signals{loop, SIGHUP};
    reload_on_signal(reload_signals, hub);
    std::exception_ptr failure;
    asio::co_spawn(loop, hub.run(), [&](const std::exception_ptr& ended) {
        failure = ended;
        signals.cancel();
        reload_signals.cancel();
    });
    std::cout << hub.ready_line() << std::endl;
    loop.run();
    if (failure)
        std::rethrow_exception(failure);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const auto parsed = crier::parse_hub_options(argc, argv);
    if (const int* status = std::get_if<int>(&parsed))
        return *status;
    const auto& options = std::get<crier::hub_options>(parsed);
    const auto reread = [argc, argv] {
        return crier::parse_hub_options(argc, argv);
    };
    const auto log = crier::make_logger("crier-hub", options.log);
    try {
        return serve(options, reread, *log);
    } catch (const std::exception& error) {
        std::cerr << "crier-hub: " << error.what() << '\n';
        return 1;
    }
}
