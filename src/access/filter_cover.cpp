#include "access/filter_cover.hpp"

#include "protocol/topic_level.hpp"

namespace crier {
namespace {

bool begins_wild(std::string_view filter) noexcept {
    return filter.starts_with('+') || filter.starts_with('#');
}

} // namespace

bool covers(std::string_view permitted, std::string_view wanted) noexcept {
    if (begins_wild(permitted) && wanted.starts_with('$'))
        return false;
    topic_level allowed{{}, permitted, false};
    topic_level asked{{}, wanted, false};
    for (;;) {
        allowed = first_level(allowed.rest);
        if (allowed.text == "#")
            return true;
        asked = first_level(asked.rest);
        // `#` also matches the level above it, where `permitted` wants one more; but above the
        // first level, and above an empty one, there is no topic.
        if (asked.text == "#")
            return (wanted == "#" || wanted == "/#") && allowed.text == "+" && allowed.rest == "#";
        if (allowed.text != "+" && allowed.text != asked.text)
            return false;
        if (asked.last)
            return allowed.last || allowed.rest == "#";
        if (allowed.last)
            return false;
    }
}

} // namespace crier
