#include "options/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>
#include <utility>

namespace crier {
namespace {

constexpr const char* address_words = "an address such as 127.0.0.1:7000 or [::1]:7000";

constexpr int status_bad_option = 2;
constexpr const char* size_wanted = "a size such as 4096, 64KiB or 1GiB";

/// red|green
std::string joined(const std::vector<std::string>& choices) {
    std::string all;
    for (const std::string& choice : choices)
        all += (all.empty() ? "" : "|") + choice;
    return all;
}

/// An empty variable counts as none, as it does for CLI11.
const char* environment_value(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr || *value == '\0' ? nullptr : value;
}

/// CLI11 lets the file win over the environment; ours is the other way round:
/// what the environment sets, the file doesn't.
class toml_after_environment final : public CLI::ConfigTOML {
public:
    /// `section`: the command's own; empty where the program has no commands.
    explicit toml_after_environment(std::string section) : section_{std::move(section)} {}

    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        auto from_file = CLI::ConfigTOML::from_config(input);
        std::erase_if(from_file, [this](const CLI::ConfigItem& item) {
            return is_another_command_s(item) ||
                   environment_value(environment_name(item.name)) != nullptr;
        });
        for (CLI::ConfigItem& item : from_file) {
            if (!section_.empty())
                item.parents.clear();
        }
        return from_file;
    }

private:
    /// Also CLI11's marks for where a section begins and ends.
    [[nodiscard]] bool is_another_command_s(const CLI::ConfigItem& item) const {
        if (section_.empty() || item.parents.empty())
            return false;
        return item.parents.front() != section_ || item.name == "++" || item.name == "--";
    }

    std::string section_;
};

/// The words of a text in lines of at most so many columns, but for words that are longer.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
    std::vector<std::string> lines{{}};
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        if (!lines.back().empty() && lines.back().size() + 1 + word.size() > columns)
            lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
    }
    return lines;
}

/// A line of help as `--flag TYPE   what it does [default]`. That each option has an environment
/// variable, the footer says once.
class plain_formatter final : public CLI::Formatter {
public:
    /// In lines of at most 100 columns.
    std::string make_option(const CLI::Option* option, bool is_positional) const override {
        const std::string name =
            "  " + make_option_name(option, is_positional) + make_option_opts(option);
        std::string out = name;
        std::size_t column = name.size();
        if (name.size() + 2 > get_column_width()) {
            out += '\n';
            column = 0;
        }
        for (const std::string& line :
             wrapped(make_option_desc(option), 100 - get_column_width())) {
            out += std::string(get_column_width() - column, ' ') + line + '\n';
            column = 0;
        }
        return out;
    }
    /// One empty line between two groups; CLI11 leaves two.
    std::string make_help(const CLI::App* app, std::string name,
                          CLI::AppFormatMode mode) const override {
        std::string out = CLI::Formatter::make_help(app, std::move(name), mode);
        for (std::size_t at = 0; (at = out.find("\n\n\n", at)) != std::string::npos;)
            out.erase(at, 1);
        return out;
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_type_size() == 0 ? std::string{} : " " + option->get_type_name();
    }
    std::string make_option_desc(const CLI::Option* option) const override {
        const std::string shown = option->get_default_str();
        return option->get_description() + (shown.empty() ? "" : " [" + shown + "]");
    }
};

} // namespace

struct command_line::parser {
    CLI::App app;
    std::string version;

    parser(const std::string& summary, std::string program_version)
        : app{summary}, version{std::move(program_version)} {}

    /// `read` takes the text into the variable, or says false.
    CLI::Option* add(const std::string& flag, const std::string& help, const std::string& type,
                     const std::string& shown_default, const std::string& wanted,
                     std::function<bool(const std::string&)> read) {
        CLI::callback_t take = [wanted, flag,
                                read = std::move(read)](const CLI::results_t& values) {
            if (!read(values.back())) {
                throw CLI::ValidationError(flag + ": \"" + values.back() + "\" is not " + wanted);
            }
            return true;
        };
        CLI::Option* option = app.add_option(flag, std::move(take), help);
        option->type_name(type);
        option->envname(environment_name(flag));
        option->multi_option_policy(CLI::MultiOptionPolicy::Throw);
        if (!shown_default.empty())
            option->default_str(shown_default);
        return option;
    }
};

std::string environment_name(const std::string& flag) {
    std::string name = "CRIER_" + flag.substr(flag.find_first_not_of('-'));
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return name;
}

command_line::command_line(const std::string& name, const std::string& summary,
                           const std::string& version)
    : parser_{std::make_unique<parser>(summary, version)} {
    CLI::App& app = parser_->app;
    app.name(name);
    app.set_version_flag("--version", name + " " + version, "Print the version and end");
    app.set_help_flag("-h,--help", "Print this help and end");
    app.set_config("--config", "",
                   "Read options from a TOML file (option = \"value\", a line each)")
        ->envname("CRIER_CONFIG")
        ->type_name("FILE");
    const std::size_t space = name.find(' ');
    app.config_formatter(std::make_shared<toml_after_environment>(
        space == std::string::npos ? std::string{} : name.substr(space + 1)));
    app.allow_config_extras(false);
    app.footer(
        "Each option is also an environment variable, CRIER_ and its name in capitals, and a "
        "line in\nthe --config file. A flag wins over the environment, which wins over the "
        "file.");
    auto formatter = std::make_shared<plain_formatter>();
    formatter->column_width(34);
    formatter->label("Positionals", "Arguments");
    app.formatter(std::move(formatter));
}

command_line::~command_line() = default;

void command_line::add_footer(const std::string& text) {
    parser_->app.footer(text + "\n\n" + parser_->app.get_footer());
}

void command_line::add_argument(const std::string& name, std::optional<std::string>& value,
                                const std::string& help, bool required,
                                const std::vector<std::string>& choices) {
    const std::string all = joined(choices);
    CLI::callback_t take = [&value, name, all, choices](const CLI::results_t& values) {
        value = values.back();
        if (!choices.empty() && std::ranges::find(choices, *value) == choices.end())
            throw CLI::ValidationError(name + ": \"" + *value + "\" is not one of " + all);
        return true;
    };
    CLI::Option* option = parser_->app.add_option(name, std::move(take), help);
    option->type_name(all);
    option->required(required);
    option->configurable(false);
}

void command_line::add_arguments(const std::string& name, std::vector<std::string>& values,
                                 const std::string& help) {
    CLI::Option* option = parser_->app.add_option(name, values, help);
    option->type_name("");
    option->configurable(false);
}

void command_line::begin_group(const std::string& heading) {
    parser_->app.option_defaults()->group(heading);
}

void command_line::add_text(const std::string& flag, std::string& value, const std::string& help,
                            const std::string& type, const std::string& shown) {
    parser_->add(flag, help, type, shown.empty() ? value : shown, "a text",
                 [&value](const std::string& text) {
                     value = text;
                     return true;
                 });
}

void command_line::add_switch(const std::string& flag, bool& value, const std::string& help) {
    parser_->app.add_flag(flag, value, help)->envname(environment_name(flag));
}

void command_line::add_list(const std::string& flag, std::vector<std::string>& values,
                            const std::string& help, const std::string& type) {
    CLI::Option* option = parser_->app.add_option(flag, values, help);
    option->type_name(type);
    option->envname(environment_name(flag));
    option->delimiter(',');
    option->expected(1);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void command_line::add_choice(const std::string& flag, std::string& value,
                              const std::vector<std::string>& choices, const std::string& help) {
    const std::string all = joined(choices);
    parser_->add(flag, help, all, value, "one of " + all,
                 [&value, choices](const std::string& text) {
                     value = text;
                     return std::ranges::find(choices, text) != choices.end();
                 });
}

namespace {

bool read_count(const std::string& text, std::uint64_t& value) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    return parsed.ec == std::errc{} && parsed.ptr == end;
}

} // namespace

void command_line::add_count(const std::string& flag, std::uint64_t& value,
                             const std::string& help) {
    parser_->add(flag, help, "N", std::to_string(value), "a whole number, 0 or more",
                 [&value](const std::string& text) { return read_count(text, value); });
}

void command_line::add_optional_count(const std::string& flag, std::optional<std::uint64_t>& value,
                                      const std::string& help) {
    parser_->add(flag, help, "N", "", "a whole number, 0 or more",
                 [&value](const std::string& text) { return read_count(text, value.emplace()); });
}

void command_line::add_duration(const std::string& flag, std::chrono::microseconds& value,
                                const std::string& help) {
    parser_->add(flag, help, "DURATION", duration_text(value),
                 "a duration such as 250ms, 1.5s or 24h", [&value](const std::string& text) {
                     const auto parsed = parse_duration(text);
                     value = parsed.value_or(value);
                     return parsed.has_value();
                 });
}

void command_line::add_bytes(const std::string& flag, std::uint64_t& value,
                             const std::string& help) {
    parser_->add(flag, help, "SIZE", bytes_text(value), size_wanted,
                 [&value](const std::string& text) {
                     const auto parsed = parse_bytes(text);
                     value = parsed.value_or(value);
                     return parsed.has_value();
                 });
}

void command_line::add_optional_bytes(const std::string& flag, std::optional<std::uint64_t>& value,
                                      const std::string& help) {
    parser_->add(flag, help, "SIZE", "", size_wanted, [&value](const std::string& text) {
        value = parse_bytes(text);
        return value.has_value();
    });
}

void command_line::add_optional_host_port(const std::string& flag, std::optional<host_port>& value,
                                          const std::string& help) {
    parser_->add(flag, help, "HOST:PORT", "", address_words, [&value](const std::string& text) {
        const auto parsed = parse_host_port(text);
        if (parsed)
            value = parsed;
        return parsed.has_value();
    });
}

void command_line::add_host_port(const std::string& flag, host_port& value, const std::string& help,
                                 const std::string& shown) {
    parser_->add(flag, help, "HOST:PORT", shown.empty() ? value.text() : shown, address_words,
                 [&value](const std::string& text) {
                     const auto parsed = parse_host_port(text);
                     value = parsed.value_or(value);
                     return parsed.has_value();
                 });
}

std::optional<int> command_line::parse(int argc, const char* const* argv) {
    std::vector<const char*> arguments{argv, argv + argc};
    // CLI11 reads the file before it looks at the environment, so the file's own name in the
    // environment is handed over as a flag.
    const char* file = environment_value("CRIER_CONFIG");
    const bool file_flagged = std::ranges::any_of(arguments, [](std::string_view argument) {
        return argument == "--config" || argument.starts_with("--config=");
    });
    if (file != nullptr && !file_flagged && !arguments.empty())
        arguments.insert(arguments.begin() + 1, {"--config", file}); // before any `--`
    try {
        parser_->app.parse(static_cast<int>(arguments.size()), arguments.data());
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
            return parser_->app.exit(error);
        return refuse(error.what());
    }
}

std::map<std::string, std::string> command_line::given() const {
    std::map<std::string, std::string> out;
    for (const CLI::Option* option : parser_->app.get_options()) {
        if (option->count() > 0)
            out[option->get_name()] = CLI::detail::join(option->results());
    }
    return out;
}

std::string command_line::config_file() const {
    const CLI::Option* option = parser_->app.get_config_ptr();
    return option->count() > 0 ? option->results().back() : std::string{};
}

const std::string& command_line::name() const {
    return parser_->app.get_name();
}

const std::string& command_line::version() const {
    return parser_->version;
}

std::vector<option_text> command_line::described() const {
    std::vector<option_text> out;
    for (const CLI::Option* option : parser_->app.get_options()) {
        option_text text;
        text.is_argument = option->get_positional();
        text.name = option->get_name(text.is_argument);
        text.help = option->get_description();
        text.shown = option->get_default_str();
        if (option->get_group() != parser_->app.get_help_ptr()->get_group()) // of none
            text.group = option->get_group();
        text.is_required = option->get_required();
        text.is_many = text.is_argument
                           ? option->get_expected_max() > 1
                           : option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
        if (option->get_type_size() != 0)
            text.type = option->get_type_name();
        if (text.type.find('|') != std::string::npos)
            text.choices = CLI::detail::split(text.type, '|');
        out.push_back(std::move(text));
    }
    return out;
}

int command_line::refuse(const std::string& why) const {
    std::cerr << name() << ": " << why << " (see " << name() << " --help)\n";
    return status_bad_option;
}

} // namespace crier
