#pragma once

// One of crier's commands: what it may be told, and what it does.

#include "options/command_line.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace crier {

// How a command ends; what they are is part of the interface, --help tells them.
inline constexpr int status_ok = 0;
inline constexpr int status_failed = 1;
inline constexpr int status_bad_option = 2; ///< of check: the hub isn't healthy

class command {
public:
    command() = default;
    virtual ~command() = default;
    command(const command&) = delete;
    command& operator=(const command&) = delete;

    /// Binds its options to its members.
    virtual void declare(command_line& line) = 0;
    /// What is wrong with values that each read as their type; nothing where they fit together.
    [[nodiscard]] virtual std::optional<std::string> check() = 0;
    /// Does it, after a good check(). Gives the exit status.
    [[nodiscard]] virtual boost::asio::awaitable<int> run() = 0;
};

/// A command as it is told of.
struct command_entry {
    const char* name;
    const char* summary;  ///< one line
    const char* details;  ///< paragraphs, parted by empty lines
    const char* statuses; ///< what its exit statuses mean, a line each
    std::unique_ptr<command> (*make)();
    bool is_hidden = false; ///< from people who ask what there is
};

/// All of them, in the order in which people are told.
[[nodiscard]] std::span<const command_entry> all_commands();

/// The options of a command, declared, with the words that --help says.
[[nodiscard]] std::unique_ptr<command_line> line_of(const command_entry& entry, command& made);

} // namespace crier
