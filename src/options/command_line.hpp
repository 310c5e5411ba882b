#pragma once

// The options of a program: each as a flag, as an environment variable (CRIER_ and the flag in
// capitals) or in a TOML file (--config), in that order of precedence.

#include "options/option_text.hpp"
#include "options/units.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

/// The environment variable of an option: CRIER_TOKEN_FILE for --token-file.
[[nodiscard]] std::string environment_name(const std::string& flag);

/// Declares a program's options, bound to variables that hold the defaults, then reads them.
class command_line {
public:
    /// `summary` says what the program does, `version` what --version prints. Where `name` is a
    /// program and one of its commands ("crier watch"), the section of that name in the --config
    /// file belongs to it (`[watch]`), and other sections to other commands.
    command_line(const std::string& name, const std::string& summary, const std::string& version);
    ~command_line();
    command_line(const command_line&) = delete;
    command_line& operator=(const command_line&) = delete;

    /// What is given without a flag, in the order of these calls; `name` is in capitals. It is one
    /// of `choices`, where there are any.
    void add_argument(const std::string& name, std::optional<std::string>& value,
                      const std::string& help, bool required,
                      const std::vector<std::string>& choices = {});
    /// Everything that is given without a flag, after the others.
    void add_arguments(const std::string& name, std::vector<std::string>& values,
                       const std::string& help);

    /// Help shows what is added from here on below this heading.
    void begin_group(const std::string& heading);

    // `flag` is given with its dashes. A value that doesn't read as its type is a bad option.
    // `type` is what help calls the value, `shown` the default that it tells, where it isn't the
    // value.
    void add_text(const std::string& flag, std::string& value, const std::string& help,
                  const std::string& type = "TEXT", const std::string& shown = {});
    /// True where it is given without a value, or with the value true.
    void add_switch(const std::string& flag, bool& value, const std::string& help);
    /// Given once for each, or with commas in between.
    void add_list(const std::string& flag, std::vector<std::string>& values,
                  const std::string& help, const std::string& type);
    void add_choice(const std::string& flag, std::string& value,
                    const std::vector<std::string>& choices, const std::string& help);
    void add_count(const std::string& flag, std::uint64_t& value, const std::string& help);
    void add_optional_count(const std::string& flag, std::optional<std::uint64_t>& value,
                            const std::string& help);
    void add_duration(const std::string& flag, std::chrono::microseconds& value,
                      const std::string& help);
    void add_bytes(const std::string& flag, std::uint64_t& value, const std::string& help);
    void add_optional_bytes(const std::string& flag, std::optional<std::uint64_t>& value,
                            const std::string& help);
    void add_optional_host_port(const std::string& flag, std::optional<host_port>& value,
                                const std::string& help);
    void add_host_port(const std::string& flag, host_port& value, const std::string& help,
                       const std::string& shown = {});

    /// Lets --help end with this text, before what it says of all options.
    void add_footer(const std::string& text);

    /// Reads everything. Nothing: go on. Else the program is to end with this status: 0 after
    /// --help and --version, 2 after one line on standard error that says which option is bad.
    [[nodiscard]] std::optional<int> parse(int argc, const char* const* argv);

    /// What was given, from wherever: flags with their values. After parse().
    [[nodiscard]] std::map<std::string, std::string> given() const;
    /// The file that --config names, empty where it names none. After parse().
    [[nodiscard]] std::string config_file() const;

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const std::string& version() const;
    /// Everything that was declared, in that order, --help first.
    [[nodiscard]] std::vector<option_text> described() const;

    /// Says on standard error that an option is bad, as parse() does, and returns the status 2.
    [[nodiscard]] int refuse(const std::string& why) const;

private:
    struct parser;
    std::unique_ptr<parser> parser_;
};

} // namespace crier
