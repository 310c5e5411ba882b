#pragma once

// What a URL selects of a history: topics=…&since=…&last=…

#include "protocol/client_message.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

struct selection {
    std::vector<std::string> filters; ///< none where the URL says `topics=none`
    bool chosen = false;              ///< the URL names topics; else the filter is "#"
    start_point start;
};

/// What a URL may hold beside these: `take` gets each other parameter and says why it is refused,
/// or nothing; a name that it doesn't know it gives to unknown_parameter().
using take_parameter =
    std::function<std::optional<refusal>(const std::string& name, const std::string& value)>;

/// Reads a query, without its question mark. `+` stays `+`, for it is a wildcard. A parameter that
/// isn't known is refused rather than ignored: `topic=a` would else select everything.
[[nodiscard]] result<selection> parse_selection(std::string_view query, const take_parameter& take);

/// `known`: what there is instead, for a person.
[[nodiscard]] refusal unknown_parameter(const std::string& name, std::string_view known);

/// A whole number, as `name` in a URL; `wanted` says for a person what it may be.
[[nodiscard]] result<std::uint64_t> parse_count(std::string_view name, const std::string& text,
                                                std::string_view wanted);

} // namespace crier
