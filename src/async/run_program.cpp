#include "async/run_program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <utility>

namespace crier {

int run_program(boost::asio::awaitable<int> program) {
    boost::asio::io_context loop{1};
    int exit_status = 0;
    const auto on_end = [&](const std::exception_ptr& failure, int status) {
        if (failure)
            std::rethrow_exception(failure);
        exit_status = status;
        loop.stop();
    };
    boost::asio::co_spawn(loop, std::move(program), on_end);
    loop.run();
    return exit_status;
}

} // namespace crier
