#include "cli/setback_teller.hpp"

#include <bit>

namespace crier {

void setback_teller::tell(const setback& setback) {
    const bool answered = setback.attempts == 0; // and what it said is news
    const bool mentioned = answered || setback.attempts == 1 ||
                           (setback.attempts >= 8 && std::has_single_bit(setback.attempts));
    if (setback.was_connected)
        say_("the connection with " + hub_ + " was cut: " + setback.why.message + "; coming back");
    else if (answered)
        say_(hub_ + ": " + setback.why.message + "; going on");
    else if (mentioned)
        say_("no connection with " + hub_ + " yet: " + setback.why.message + "; trying on");
    is_cut_ = is_cut_ || setback.was_connected || mentioned;
}

void setback_teller::tell_connected() {
    if (std::exchange(is_cut_, false))
        say_("connected with " + hub_);
}

} // namespace crier
