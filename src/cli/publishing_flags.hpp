#pragma once

// As whom a command publishes, and how patiently: the options of all that do.

#include "cli/connection_flags.hpp"
#include "options/command_line.hpp"

#include <crier/publisher.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace crier {

class publishing_flags {
public:
    /// `source`: unless told otherwise; empty: the host's name.
    explicit publishing_flags(std::string source = {}) : source_{std::move(source)} {}

    void declare(command_line& line);
    [[nodiscard]] std::optional<std::string> check();

    [[nodiscard]] publisher_options options() const;
    [[nodiscard]] std::string hub_text() const { return connection_.publishing_text(); }
    [[nodiscard]] const std::string& source() const noexcept { return source_; }
    [[nodiscard]] std::chrono::microseconds patience() const noexcept { return patience_; }
    [[nodiscard]] const connection_flags& connection() const noexcept { return connection_; }

private:
    connection_flags connection_;
    std::string source_;
    std::chrono::microseconds patience_ = std::chrono::seconds{30};
};

} // namespace crier
