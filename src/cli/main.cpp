#include "async/run_program.hpp"
#include "cli/command.hpp"
#include "cli/overview.hpp"
#include "cli/speaking.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace {

/// Where somebody closed one of these, the next thing that is opened would be taken for it.
void keep_standard_streams_taken() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) < 0)
            std::ignore = ::open("/dev/null", O_RDWR);
    }
}

int run(crier::command& command) {
    try {
        return crier::run_program(command.run());
    } catch (const std::exception& failure) {
        crier::complain(failure.what());
        return crier::status_failed;
    }
}

int run_named(std::string_view name, std::span<const char* const> arguments) {
    const auto commands = crier::all_commands();
    const auto entry = std::ranges::find_if(
        commands, [name](const crier::command_entry& one) { return one.name == name; });
    if (entry == commands.end()) {
        crier::complain("there is no command \"" + std::string{name} + "\" (see crier --help)");
        return crier::status_bad_option;
    }
    const auto command = entry->make();
    const auto line = crier::line_of(*entry, *command);
    if (const auto status = line->parse(static_cast<int>(arguments.size()), arguments.data()))
        return *status;
    if (const auto wrong = command->check())
        return line->refuse(*wrong);
    return run(*command);
}

} // namespace

int main(int argc, char** argv) {
    keep_standard_streams_taken();
    const std::span<const char* const> arguments{argv, static_cast<std::size_t>(argc)};
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--help" || first == "-h" || first == "help") {
        crier::say(crier::overview());
        return crier::status_ok;
    }
    if (first == "--version") {
        crier::say(crier::version_line());
        return crier::status_ok;
    }
    if (first.empty() || first.starts_with('-')) {
        crier::complain(first.empty()
                            ? std::string{"say what to do, for instance: crier watch (see crier "
                                          "--help)"}
                            : "options stand behind the command, and " + std::string{first} +
                                  " is no command (see crier --help)");
        return crier::status_bad_option;
    }
    return run_named(first, arguments.subspan(1));
}
