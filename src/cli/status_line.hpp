#pragma once

// A last line in the terminal that changes in place.

#include "cli/style.hpp"

#include <string>
#include <string_view>

namespace crier {

/// On standard error, where that is a terminal; else nothing is shown. Hide it before anything else
/// is written to the terminal.
class status_line {
public:
    /// Not `wanted`: nothing is shown either.
    status_line(style with, bool wanted);
    ~status_line() { hide(); }
    status_line(const status_line&) = delete;
    status_line& operator=(const status_line&) = delete;

    [[nodiscard]] bool is_possible() const noexcept { return possible_; }
    /// Replaces what is shown; what is too long for the terminal is cut off.
    void show(std::string_view text);
    void hide();

private:
    style style_;
    bool possible_;
    bool shown_ = false;
};

} // namespace crier
