#pragma once

// A request and its answer, without the library that reads and writes them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

struct http_request {
    std::string method; ///< HEAD is answered as GET, without the body
    std::string path;   ///< decoded
    std::string query;  ///< not decoded
    std::string if_none_match;
};

struct http_response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// {"error":{"code":…,"message":…}} with a status.
[[nodiscard]] http_response error_response(unsigned status, std::string_view code,
                                           std::string_view message);

} // namespace crier
