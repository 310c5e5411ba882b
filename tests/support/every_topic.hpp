#pragma once

// Topics and filters to try: all that a few levels make.

#include <string>
#include <utility>
#include <vector>

namespace crier {

/// Every text of 1 to `levels_max` of these levels that is valid by `check`.
template <class Check>
std::vector<std::string> all_of(const std::vector<std::string>& levels, int levels_max,
                                Check check) {
    std::vector<std::string> out;
    std::vector<std::string> longest = levels;
    for (int count = 1; count <= levels_max; ++count) {
        std::vector<std::string> longer;
        for (const std::string& text : longest) {
            if (!check(text))
                out.push_back(text);
            for (const std::string& level : levels)
                longer.push_back(std::string{text}.append("/").append(level));
        }
        longest = std::move(longer);
    }
    return out;
}

} // namespace crier
