#pragma once

#include <string>
#include <vector>

namespace crier {

/// What --help says of an option or an argument, for who writes it down elsewhere.
struct option_text {
    std::string name; ///< with its dashes, for instance "--count"; an argument's: "TOPIC"
    std::string type; ///< what its value is called; empty: it has none
    std::string help;
    std::string shown;                ///< the default; empty: none is told
    std::vector<std::string> choices; ///< the values that it may have, where there are only some
    std::string group;                ///< the heading that it stands under; empty: none
    bool is_argument = false;
    bool is_required = false;
    bool is_many =
        false; ///< an argument that takes all that follow, an option that may be repeated
};

} // namespace crier
