#include "options/command_line.hpp"

#include "support/catch.hpp"
#include "unit/options/surroundings.hpp"

#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace crier {
namespace {

/// A command of a program that has several.
struct say_command {
    std::optional<std::string> topic;
    std::optional<std::string> text;
    std::vector<std::string> others;
    std::uint64_t count = 7;
    std::string choice = "red";
    bool quiet = false;
    std::string errors;

    void declare(command_line& line) {
        line.add_argument("TOPIC", topic, "What to say it on", true);
        line.add_argument("TEXT", text, "What to say", false);
        line.add_arguments("OTHER", others, "What else there is");
        line.add_count("--count", count, "How often");
        line.add_choice("--choice", choice, {"red", "green"}, "A choice");
        line.add_switch("--quiet", quiet, "Whisper");
    }

    std::optional<int> parse(const std::vector<std::string>& arguments) {
        command_line line{"crier say", "Says it", "1.2.3"};
        declare(line);
        std::vector<const char*> argv{"say"};
        for (const std::string& argument : arguments)
            argv.push_back(argument.c_str());
        const captured err{std::cerr};
        const auto status = line.parse(static_cast<int>(argv.size()), argv.data());
        errors = err.text();
        return status;
    }
};

TEST_CASE("arguments are taken in their order, among options", "[options]") {
    say_command one;
    CHECK_FALSE(one.parse({"a/b"}));
    CHECK(one.topic == "a/b");
    CHECK_FALSE(one.text);

    say_command all;
    CHECK_FALSE(all.parse({"a/b", "--count", "2", "-", "x", "y"}));
    CHECK(all.text == "-");
    CHECK(all.others == std::vector<std::string>{"x", "y"});
    CHECK(all.count == 2);

    say_command dashed;
    CHECK_FALSE(dashed.parse({"a/b", "--", "--count"}));
    CHECK(dashed.text == "--count");
    CHECK(dashed.count == 7);
}

TEST_CASE("an argument that is missing is named", "[options]") {
    say_command none;
    CHECK(none.parse({}) == 2);
    CHECK(none.errors == "crier say: TOPIC is required (see crier say --help)\n");
}

TEST_CASE("a command has a section of the file, beside what all commands share", "[options]") {
    const config_file file{"count = 1\n[say]\nchoice = \"green\"\n[hear]\nsince = 3\n"};
    say_command run;
    CHECK_FALSE(run.parse({"a", "--config", file.path()}));
    CHECK(run.count == 1);
    CHECK(run.choice == "green");

    const config_file wrong{"[say]\nnonsense = 1\n"};
    CHECK(run.parse({"a", "--config", wrong.path()}) == 2);
    CHECK(run.errors.find("nonsense") != std::string::npos);
}

TEST_CASE("the file that the environment names leaves what follows -- alone", "[options]") {
    const config_file file{"count = 1\n"};
    const environment config{"CRIER_CONFIG", file.path().c_str()};
    say_command run;
    CHECK_FALSE(run.parse({"a", "--", "-b"}));
    CHECK(run.text == "-b");
    CHECK(run.others.empty());
    CHECK(run.count == 1);
}

TEST_CASE("what was declared can be written down elsewhere", "[options]") {
    command_line line{"crier say", "Says it", "1.2.3"};
    say_command command;
    command.declare(line);
    std::vector<std::string> names;
    for (const option_text& option : line.described())
        names.push_back(option.name);
    CHECK(names == std::vector<std::string>{"--version", "--help", "--config", "TOPIC", "TEXT",
                                            "OTHER", "--count", "--choice", "--quiet"});
    const auto described = line.described();
    CHECK(described[3].is_argument);
    CHECK(described[3].is_required);
    CHECK_FALSE(described[4].is_required);
    CHECK(described[6].type == "N");
    CHECK(described[6].shown == "7");
    CHECK(described[7].choices == std::vector<std::string>{"red", "green"});
    CHECK(described[8].type.empty());
    CHECK(described[8].help == "Whisper");
}

} // namespace
} // namespace crier
