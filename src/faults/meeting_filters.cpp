#include "faults/meeting_filters.hpp"

#include "protocol/topic_level.hpp"

namespace crier {
namespace {

bool is_wild(std::string_view level) noexcept {
    return level == "+" || level == "#";
}

} // namespace

bool meet(std::string_view one, std::string_view other) noexcept {
    topic_level a = first_level(one);
    topic_level b = first_level(other);
    // A wildcard in the first place leaves the hub's own topics out.
    if ((a.text.starts_with('$') && is_wild(b.text)) ||
        (b.text.starts_with('$') && is_wild(a.text)))
        return false;
    for (;;) {
        if (a.text == "#" || b.text == "#")
            return true;
        if (a.text != b.text && a.text != "+" && b.text != "+")
            return false;
        if (a.last || b.last) // `a/#` matches `a` too
            return (a.last || a.rest == "#") && (b.last || b.rest == "#");
        a = first_level(a.rest);
        b = first_level(b.rest);
    }
}

} // namespace crier
