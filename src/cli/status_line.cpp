#include "cli/status_line.hpp"

#include "cli/plain_text.hpp"

#include <cstdio>
#include <tuple>

namespace crier {
namespace {

/// As many characters as fit, in bytes.
std::string_view fitting(std::string_view text, std::size_t columns) {
    while (columns_of(text) > columns)
        text.remove_suffix(1);
    return text;
}

void write(std::string_view text) {
    std::ignore = std::fwrite(text.data(), 1, text.size(), stderr);
    std::ignore = std::fflush(stderr);
}

} // namespace

status_line::status_line(style with, bool wanted)
    : style_{with}, possible_{wanted && is_terminal(stderr)} {}

void status_line::show(std::string_view text) {
    if (!possible_)
        return;
    const std::string_view line = fitting(text, terminal_columns(stderr) - 1);
    write("\r" + style_.paint(tint::dim, line) + "\x1b[K");
    shown_ = true;
}

void status_line::hide() {
    if (!shown_)
        return;
    write("\r\x1b[K");
    shown_ = false;
}

} // namespace crier
