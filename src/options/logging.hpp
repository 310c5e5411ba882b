#pragma once

// Where a program's log goes, and how a line looks.

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

namespace crier {

class command_line;

/// How much is logged, and as what.
struct log_options {
    std::string level = "info";  ///< trace, debug, info, warn, error or off
    std::string format = "text"; ///< text, or json: one object a line

    /// Declares --log-level and --log-format.
    void add_to(command_line& options);
};

/// A logger to standard error, flushed after each line. Control characters in a message are
/// escaped, so that what a stranger sent can't begin a line of its own.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_logger(const std::string& program,
                                                          const log_options& options);

/// As it stands in JSON, without the quotes.
[[nodiscard]] std::string escape_control(std::string_view text, bool quotes_too);

} // namespace crier
