#pragma once

// Where a request may carry a token.

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// The cookie that a token may be in.
inline constexpr std::string_view token_cookie = "crier_token";

/// The token of a request: in the header Authorization (as Bearer, RFC 6750), else in the query's
/// `token`, else in the cookie; nothing where it is in none of them. One that is empty is none.
[[nodiscard]] std::optional<std::string>
find_token(std::string_view authorization, std::string_view query, std::string_view cookies);

} // namespace crier
