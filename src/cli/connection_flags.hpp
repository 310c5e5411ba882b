#pragma once

// Which hub, and as whom: the options that all commands share.

#include "cli/web_address.hpp"
#include "options/command_line.hpp"

#include <crier/connection_options.hpp>

#include <optional>
#include <string>

namespace crier {

/// A command reads from the hub's web address, and publishes at its address for publishers; one of
/// them is enough for most.
class connection_flags {
public:
    void declare(command_line& line);
    /// What is wrong with them, if anything; to be called before the others.
    [[nodiscard]] std::optional<std::string> check();

    /// For HTTP.
    [[nodiscard]] connection_options web() const;
    /// For frames over TCP.
    [[nodiscard]] connection_options publishing() const;
    /// As people know the hub.
    [[nodiscard]] std::string web_text() const { return web_.text(); }
    [[nodiscard]] std::string publishing_text() const;

private:
    [[nodiscard]] std::optional<std::string> check_files() const;
    [[nodiscard]] connection_options common() const;

    std::string url_;
    std::optional<host_port> hub_;
    std::string token_file_;
    std::string token_; ///< of the environment
    bool tls_ = false;
    tls_options files_;
    web_address web_;
};

} // namespace crier
