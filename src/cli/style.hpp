#pragma once

// Colours in a terminal.

#include <cstdio>
#include <string>
#include <string_view>

namespace crier {

enum class tint { none, dim, bold, red, green, yellow, blue, magenta, cyan };

/// Paints texts, or leaves them as they are.
class style {
public:
    explicit style(bool colored) : colored_{colored} {}

    [[nodiscard]] bool is_colored() const noexcept { return colored_; }
    [[nodiscard]] std::string paint(tint with, std::string_view text) const;

private:
    bool colored_;
};

[[nodiscard]] bool is_terminal(std::FILE* stream);

/// How many columns the terminal has; 80 where that can't be known.
[[nodiscard]] std::size_t terminal_columns(std::FILE* stream);

/// `choice` is auto, always or never. auto: on a terminal that isn't dumb, unless the variable
/// NO_COLOR is set to something (no-color.org).
[[nodiscard]] style style_for(std::string_view choice, std::FILE* stream);

} // namespace crier
