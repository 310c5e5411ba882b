#pragma once

// The query of a URL.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// One `name=value`, the value still percent-encoded, so that a caller can split it first.
struct query_parameter {
    std::string name;
    std::string_view raw_value;
};

/// A request target's path, and its query without the question mark.
struct split_target {
    std::string_view path;
    std::string_view query;
};
[[nodiscard]] split_target split_at_query(std::string_view target) noexcept;

/// The parameters of a query, in order. `query` must outlive them.
[[nodiscard]] std::vector<query_parameter> parse_query(std::string_view query);

/// Undoes percent-encoding, in a query also `+` for a space; nothing where a `%` isn't followed by
/// two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text,
                                                        bool plus_is_space = false);

} // namespace crier
