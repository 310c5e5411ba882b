#include "cli/speaking.hpp"

#include "cli/plain_text.hpp"

#include <cstdio>
#include <string>
#include <tuple>

namespace crier {

void say(std::string_view text) {
    std::ignore = std::fwrite(text.data(), 1, text.size(), stdout);
    std::ignore = std::fflush(stdout);
}

void complain(std::string_view text) {
    const std::string line = "crier: " + plain_text(text) + "\n";
    std::ignore = std::fwrite(line.data(), 1, line.size(), stderr);
    std::ignore = std::fflush(stderr);
}

void complain(std::string_view what, const refusal& why) {
    // These two only say that it went wrong, which the text does better.
    const bool has_name = why.code != errc::internal && why.code != errc::connection_ended;
    std::string text{what};
    text.append(": ").append(why.message);
    if (has_name)
        text.append(" (").append(name_of(why.code)).append(")");
    complain(text);
}

} // namespace crier
