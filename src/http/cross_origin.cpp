#include "http/cross_origin.hpp"

namespace crier {

void share(http_response& answer, std::string_view origin, const origin_policy& policy) {
    if (!policy.shares_with(origin))
        return;
    answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
    answer.headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
    answer.headers.emplace_back("Vary", "Origin");
}

std::string sharing_lines(std::string_view origin, const origin_policy& policy) {
    http_response answer;
    share(answer, origin, policy);
    std::string out;
    for (const auto& [name, value] : answer.headers)
        out.append(name).append(": ").append(value).append("\r\n");
    return out;
}

http_response answer_preflight(const http_request& request, const origin_policy& policy) {
    if (auto refused = policy.refuse(request.origin, request.host))
        return error_response(*refused);
    http_response out;
    out.status = 204;
    out.headers = {{"Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE"},
                   {"Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Crier-Source, Crier-Session, Crier-Seq, "
                    "Last-Event-ID"},
                   {"Access-Control-Max-Age", "600"}};
    share(out, request.origin, policy);
    return out;
}

} // namespace crier
