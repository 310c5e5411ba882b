#include "cli/style.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace crier {
namespace {

const char* code_of(tint with) {
    switch (with) {
    case tint::dim:
        return "2";
    case tint::bold:
        return "1";
    case tint::red:
        return "31";
    case tint::green:
        return "32";
    case tint::yellow:
        return "33";
    case tint::blue:
        return "34";
    case tint::magenta:
        return "35";
    case tint::cyan:
        return "36";
    case tint::none:
        break;
    }
    return "0";
}

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

} // namespace

std::string style::paint(tint with, std::string_view text) const {
    if (!colored_ || with == tint::none || text.empty())
        return std::string{text};
    return std::string{"\x1b["}.append(code_of(with)).append("m").append(text).append("\x1b[0m");
}

bool is_terminal(std::FILE* stream) {
    return ::isatty(::fileno(stream)) == 1;
}

std::size_t terminal_columns(std::FILE* stream) {
    winsize size{};
    if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

style style_for(std::string_view choice, std::FILE* stream) {
    if (choice != "auto")
        return style{choice == "always"};
    const char* terminal = std::getenv("TERM");
    const bool is_dumb = terminal == nullptr || std::string_view{terminal} == "dumb";
    return style{is_terminal(stream) && !is_dumb && !is_set("NO_COLOR")};
}

} // namespace crier
