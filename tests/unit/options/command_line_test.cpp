#include "options/command_line.hpp"

#include "support/catch.hpp"
#include "unit/options/surroundings.hpp"

#include <iostream>
#include <string>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

/// A program with one option of each kind.
struct program {
    std::string text = "default";
    std::string choice = "red";
    std::uint64_t count = 7;
    std::optional<std::uint64_t> optional;
    std::chrono::microseconds duration = 1s;
    std::uint64_t bytes = 1024;
    host_port address{"127.0.0.1", 7000};

    std::string errors;
    std::string output;

    std::optional<int> parse(const std::vector<std::string>& arguments) {
        command_line line{"crier-test", "Tests", "1.2.3"};
        line.add_text("--some-text", text, "A text");
        line.add_choice("--choice", choice, {"red", "green"}, "A choice");
        line.add_count("--count", count, "A number");
        line.add_optional_count("--optional", optional, "Perhaps a number");
        line.add_duration("--duration", duration, "A duration");
        line.add_bytes("--bytes", bytes, "A size");
        line.add_host_port("--address", address, "An address");
        std::vector<const char*> argv{"crier-test"};
        for (const std::string& argument : arguments)
            argv.push_back(argument.c_str());
        const captured err{std::cerr};
        const captured out{std::cout};
        const auto status = line.parse(static_cast<int>(argv.size()), argv.data());
        errors = err.text();
        output = out.text();
        return status;
    }
};

/// What a bad option must look like from outside.
void refuses(const std::vector<std::string>& arguments, const std::string& named) {
    program run;
    CAPTURE(arguments);
    CHECK(run.parse(arguments) == 2);
    CAPTURE(run.errors);
    CHECK(run.errors.starts_with("crier-test: "));
    CHECK(run.errors.find(named) != std::string::npos);
    CHECK(run.errors.find('\n') == run.errors.size() - 1); // one line
    CHECK(run.output.empty());
}

TEST_CASE("without options the defaults stand", "[options]") {
    program run;
    CHECK_FALSE(run.parse({}));
    CHECK(run.text == "default");
    CHECK(run.count == 7);
    CHECK_FALSE(run.optional);
    CHECK(run.duration == 1s);
    CHECK(run.errors.empty());
    CHECK(run.output.empty());
}

TEST_CASE("every kind of option can be given as a flag", "[options]") {
    program run;
    CHECK_FALSE(run.parse({"--some-text", "a b", "--choice=green", "--count", "0", "--optional=5",
                           "--duration", "250ms", "--bytes", "1GiB", "--address", "[::1]:1"}));
    CHECK(run.text == "a b");
    CHECK(run.choice == "green");
    CHECK(run.count == 0);
    CHECK(run.optional == 5);
    CHECK(run.duration == 250ms);
    CHECK(run.bytes == 1U << 30U);
    CHECK(run.address == host_port{"::1", 1});
}

TEST_CASE("a flag wins over the environment, which wins over the file", "[options]") {
    const config_file file{"some-text = \"file\"\ncount = 1\noptional = 3\nduration = \"3s\"\n"};
    const environment config{"CRIER_CONFIG", file.path().c_str()};
    program from_file;
    CHECK_FALSE(from_file.parse({}));
    CHECK(from_file.text == "file");
    CHECK(from_file.count == 1);
    CHECK(from_file.duration == 3s);

    const environment text{"CRIER_SOME_TEXT", "environment"};
    const environment count{"CRIER_COUNT", "2"};
    program from_environment;
    CHECK_FALSE(from_environment.parse({}));
    CHECK(from_environment.text == "environment");
    CHECK(from_environment.count == 2);
    CHECK(from_environment.optional == 3);

    program from_flag;
    CHECK_FALSE(from_flag.parse({"--some-text", "flag"}));
    CHECK(from_flag.text == "flag");
    CHECK(from_flag.count == 2);
    CHECK(from_flag.optional == 3);
}

TEST_CASE("an empty environment variable is as good as none", "[options]") {
    const config_file file{"count = 1\n"};
    const environment config{"CRIER_CONFIG", ""};
    const environment count{"CRIER_COUNT", ""};
    program run;
    CHECK_FALSE(run.parse({"--config", file.path()}));
    CHECK(run.count == 1);
}

TEST_CASE("the file named by a flag wins over the one that the environment names", "[options]") {
    const config_file flagged{"count = 1\n"};
    const environment config{"CRIER_CONFIG", "/nonexistent/file.toml"};
    program run;
    CHECK_FALSE(run.parse({"--config=" + flagged.path()}));
    CHECK(run.count == 1);
    refuses({}, "/nonexistent/file.toml");
}

TEST_CASE("a file can be named by a flag", "[options]") {
    const config_file file{"# a comment\n\nchoice = \"green\"\naddress = \"[::1]:9\"\n"};
    program run;
    CHECK_FALSE(run.parse({"--config", file.path()}));
    CHECK(run.choice == "green");
    CHECK(run.address == host_port{"::1", 9});
}

TEST_CASE("a bad option is refused in one line that names it", "[options]") {
    refuses({"--nonsense"}, "--nonsense");
    refuses({"stray"}, "stray");
    refuses({"--count"}, "--count");
    refuses({"--count", "x"}, "--count: \"x\" is not a whole number");
    refuses({"--count", "-1"}, "-1");
    refuses({"--count", "1.5"}, "1.5");
    refuses({"--count", "18446744073709551616"}, "18446744073709551616");
    refuses({"--optional", "x"}, "--optional");
    refuses({"--choice", "blue"}, "red|green");
    refuses({"--duration", "1"}, "--duration");
    refuses({"--bytes", "1XB"}, "--bytes");
    refuses({"--address", "nowhere"}, "--address");
    refuses({"--count", "1", "--count", "2"}, "--count");
    refuses({"--config", "/nonexistent/file.toml"}, "/nonexistent/file.toml");
}

TEST_CASE("a bad value in the environment is refused", "[options]") {
    const environment count{"CRIER_COUNT", "many"};
    refuses({}, "many");
}

TEST_CASE("an unknown key in the file is refused", "[options]") {
    const config_file file{"nonsense = 1\n"};
    refuses({"--config", file.path()}, "nonsense");
}

TEST_CASE("a bad value in the file is refused", "[options]") {
    const config_file file{"count = \"many\"\n"};
    refuses({"--config", file.path()}, "many");
}

TEST_CASE("asking for help or the version ends the program well", "[options]") {
    program help;
    CHECK(help.parse({"--help"}) == 0);
    for (const std::string named :
         {"Tests", "--some-text", "CRIER_", "--config", "red|green", "127.0.0.1:7000"}) {
        CAPTURE(named);
        CHECK(help.output.find(named) != std::string::npos);
    }
    CHECK(help.errors.empty());
    program version;
    CHECK(version.parse({"--version"}) == 0);
    CHECK(version.output == "crier-test 1.2.3\n");
}

TEST_CASE("help has options below the heading of their group", "[options]") {
    std::string name;
    std::string colour;
    command_line line{"crier-test", "Tests", "1"};
    line.begin_group("Who");
    line.add_text("--name", name, "Whose", "NAME", "the host's name");
    line.begin_group("How");
    line.add_text("--colour", colour, "Which");
    const captured out{std::cout};
    const std::vector<const char*> arguments{"crier-test", "--help"};
    CHECK(line.parse(2, arguments.data()) == 0);
    const std::string shown = out.text();
    const std::size_t who = shown.find("\n\nWho:\n  --name NAME");
    CHECK(who != std::string::npos);
    CHECK(shown.find("Whose [the host's name]\n\nHow:\n  --colour TEXT", who) != std::string::npos);
}

TEST_CASE("a program refuses what the options can't know in the same words", "[options]") {
    const command_line line{"crier-test", "Tests", "1"};
    const captured err{std::cerr};
    CHECK(line.refuse("--count is odd") == 2);
    CHECK(err.text() == "crier-test: --count is odd (see crier-test --help)\n");
}

} // namespace
} // namespace crier
