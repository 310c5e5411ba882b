#pragma once

// What a browser must be told before a page from elsewhere may read an answer (CORS, in the Fetch
// standard of the WHATWG).

#include "access/origin_policy.hpp"
#include "http/http_exchange.hpp"

#include <string>
#include <string_view>

namespace crier {

/// Lets the page that asked read the answer, where it is one of the allowed origins.
void share(http_response& answer, std::string_view origin, const origin_policy& policy);

/// The same for the header of an answer that is sent as text: lines, or nothing.
[[nodiscard]] std::string sharing_lines(std::string_view origin, const origin_policy& policy);

/// Answers OPTIONS: what such a page may ask for. 403 for one from anywhere else.
[[nodiscard]] http_response answer_preflight(const http_request& request,
                                             const origin_policy& policy);

} // namespace crier
